import { expect, test } from '@jest/globals';
import { isRefusal } from '../../../augmentation/refusals.ts';

test.each([
  "I'm sorry, but I can't help with that.",
  'I’m sorry, I can’t assist with that request.',
  'Sorry, I cannot help with this.',
  'I cannot fulfill this request.',
  "I can't help with that",
  'I am unable to paraphrase this content.',
  'As an AI language model, I do not have opinions.',
  'I am an AI and cannot do so.',
  'Unfortunately, I am not able to rewrite it.',
  'This request goes against my guidelines.',
  '"I must decline to rephrase this text."',
])('%j is a refusal', (text) => expect(isRefusal(text)).toBe(true));

test.each([
  "I can't open the file, what can I do?",
  'I cannot log in since yesterday. Please help me with this.',
  "Sorry for the late reply, can you resend the contract?",
  'Explain why AI systems refuse requests.',
  'You are an AI assistant who helps with cooking.',
  "I'm sorry for your loss: how do I write such a card?",
  'Write a story in which a robot says that it is an AI.',
  "I can't seem to figure out fractions, could you help?",
])('%j is a prompt', (text) => expect(isRefusal(text)).toBe(false));
