import {AchievementCredentialValidator, ClrCredentialValidator} from '@learncard/types';

// Whether it has the form that LearnCard's wallet takes; signatures are not looked at here.
export async function says(data) {
  const credential = JSON.parse(data);
  const isRecord = credential.type.includes('ClrCredential');
  const validator = isRecord ? ClrCredentialValidator : AchievementCredentialValidator;
  const result = validator.safeParse(credential);
  const issues = result.success ? [] : result.error.issues;
  return {said: result.success, words: issues.map((each) => `${each.path.join('.')} ${each.message}`).join('; ')};
}
