import bakery from 'openbadges-bakery';

// The older bakery knows Open Badges 2.0 alone: the hosted assertion beside the signed badge.
export async function says(data) {
  const text = await new Promise((resolve, reject) => {
    bakery.extract(data, (error, found) => (error ? reject(error) : resolve(found)));
  });
  return {text: String(text)};
}
