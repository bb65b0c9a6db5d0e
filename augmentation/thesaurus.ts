import type { OpenClass } from '../domain/ports/lexicon.ts';

/**
 * Hand-checked synonyms for the vocabulary of prompts, where WordNet's most frequent sense is not the one meant
 * ("display", "directory") or its words are stiff. Directed: what may replace the first word.
 */
export const PROMPT_SYNONYMS: Readonly<Record<OpenClass, ReadonlyMap<string, readonly string[]>>> = {
  verb: entries(`
    display: show, present | delete: remove | remove: delete | find: locate | locate: find | create: make | generate: create, produce
    modify: change, alter | purchase: buy | buy: purchase | begin: start | obtain: get | retrieve: fetch, get
    fetch: retrieve, get | execute: run | calculate: compute | compute: calculate | recommend: suggest | suggest: recommend, propose
    propose: suggest | provide: give | monitor: watch, track | prevent: stop, block | detect: spot, identify | identify: recognize, pinpoint
    allow: permit | permit: allow | require: need | ensure: guarantee | handle: manage, process | assist: help, support | attempt: try | analyze: examine, study
    examine: inspect, study | design: devise, create | develop: create, build | construct: build | build: construct, create | convert: transform
    transform: convert | copy: duplicate | save: store | store: save, keep | sort: order, arrange | split: divide | merge: combine | combine: merge
    select: choose, pick | choose: select, pick | verify: check, confirm | confirm: verify | happen: occur | respond: reply | improve: enhance
    enhance: improve | reduce: decrease, lower | decrease: reduce, lower | increase: raise, boost | convince: persuade | persuade: convince | book: reserve
    reserve: book | overcome: beat | discover: find, uncover | decorate: adorn | repair: fix | fix: repair | launch: start | gather: collect | collect: gather
    achieve: attain, accomplish | demonstrate: show, illustrate | illustrate: demonstrate, show | evaluate: assess | assess: evaluate | adjust: adapt, tweak
    accept: take | possess: have, own | investigate: examine | utilize: use | use: utilize | enable: allow
    notify: inform, alert | alert: notify, warn | inform: notify, tell | highlight: emphasize | emphasize: stress, highlight | explore: examine, investigate
    incorporate: integrate | include: contain, incorporate | specify: state, define | summarize: outline | outline: summarize`),
  noun: entries(`
    directory: folder | folder: directory | task: job, assignment | concept: idea | problem: issue | issue: problem | challenge: difficulty
    approach: method | strategy: approach | mistake: error | journey: trip | trip: journey | importance: significance
    significance: importance | advantage: benefit | benefit: advantage | impact: effect, influence | effect: impact | goal: aim, objective | aim: goal
    objective: goal, aim | suggestion: recommendation | recommendation: suggestion | advice: guidance | reply: answer, response
    overview: summary | summary: overview | photo: picture, photograph | movie: film | film: movie
    lawyer: attorney | attorney: lawyer | fee: charge | beginner: novice, newcomer | novice: beginner | expert: specialist | specialist: expert
    company: firm, business | firm: company | industry: sector | vacation: holiday, trip | dish: meal | scenario: situation
    situation: scenario | region: area | dialogue: conversation | conversation: dialogue, chat | skill: ability | ability: skill, capability
    website: site | car: vehicle | automobile: car | doctor: physician | author: writer | occupation: profession, job
    profession: occupation, job | creature: being | characteristic: trait, feature | trait: characteristic | aspect: facet | technique: method
    purpose: aim, goal | gift: present | price: cost
    tip: pointer, hint | emotion: feeling | feeling: emotion | discovery: finding | measure: step
    hardship: difficulty | obstacle: barrier, hurdle | colleague: coworker | mechanism: method, means | assistance: help | strength: asset
    mishap: accident | traveler: traveller | tourist: visitor | visitor: guest | attraction: sight
    reservation: booking | booking: reservation | category: class, group | sequence: series, order | contents: content | occurrence: instance`),
  adjective: entries(`
    entire: whole | whole: entire | main: primary, key, principal | primary: main, chief | important: significant, key, crucial | significant: important, major
    large: big | big: large | larger: bigger | bigger: larger | small: little | quick: fast, rapid | fast: quick, rapid | simple: basic | easy: simple
    difficult: hard, tough | specific: particular | particular: specific | various: different, several | common: typical, frequent
    famous: renowned, celebrated | renowned: famous, celebrated, distinguished | brief: short, concise | short: brief | detailed: thorough, in-depth
    comprehensive: complete | potential: possible | beautiful: lovely | amazing: incredible, wonderful | strange: odd, peculiar
    unusual: uncommon, strange | huge: enormous, vast | tiny: small, minute | expensive: costly, pricey | cheap: inexpensive, affordable | correct: right
    wrong: incorrect | incorrect: wrong | additional: extra, further | extra: additional | multiple: several, many | experienced: seasoned, skilled
    skilled: experienced, expert | traditional: conventional | latest: most recent | newest: latest | essential: vital, crucial | crucial: vital, essential
    vital: essential, crucial | necessary: needed, required | required: needed, necessary | helpful: useful | useful: helpful | wise: sage | powerful: strong, mighty
    fascinating: intriguing, captivating | interesting: intriguing | suspicious: dubious, questionable | sensitive: confidential | realistic: lifelike
    futuristic: advanced | exciting: thrilling | mysterious: enigmatic | happy: glad, joyful | scary: frightening | delicious: tasty | tasty: delicious
    concise: brief, succinct | appropriate: suitable, fitting | suitable: appropriate, fitting | reliable: dependable, trustworthy | hidden: concealed
    innovative: novel, inventive | creative: imaginative, inventive | talented: gifted | ideal: perfect | perfect: ideal | fictional: imaginary | predefined: preset`),
  adverb: entries(`
    recently: lately | quickly: rapidly, fast, promptly | rapidly: quickly | approximately: roughly, about | roughly: approximately, about | usually: normally, typically, generally
    often: frequently | frequently: often | maybe: perhaps | perhaps: maybe | immediately: instantly, promptly | instantly: immediately | clearly: plainly
    briefly: concisely, succinctly | exactly: precisely | precisely: exactly | completely: entirely, fully, totally | entirely: completely, fully | fully: completely
    really: truly | especially: particularly | particularly: especially | primarily: mainly, chiefly | mainly: primarily, mostly | mostly: mainly | typically: usually, normally
    effectively: successfully | successfully: effectively | simultaneously: concurrently | explicitly: expressly | currently: presently
    eventually: finally, ultimately | ultimately: finally, eventually | previously: earlier | therefore: thus, hence | slightly: somewhat | truly: really | easily: readily | securely: safely`),
};

/** Words that stay: security and AI terms, whose swap would change what a guard sees, and words too idiomatic to swap. */
export const PROTECTED_TERMS: ReadonlySet<string> = new Set(
  `access account act admin administrator agent ai algorithm alias anonymous api app application array assistant attack attacker auth authentication authorization
  background bank base bash binary bit breach browser buffer bug byte bypass cache card certificate changed character chatbot class cloud code command comment
  commit compile compiler connection content cookie crack credential current cyber cybersecurity data database day decode decrypt default defense denial dependency deploy
  device disable disk dns dump elevate encode encrypt encryption environment error escape exec expire exploit expression extension field file filter firewall
  flag forget format framework function git guard guardrail hack hacker handling hash header help hide home host hour html http identity ignore inject injection input instance
  instruct integer interface internet ip jailbreak job json kernel key kill language leak library license like line linux list llm load log login loop machine malicious malware
  member memory message minute mode model module month mount name network node null number object off on online operate output override
  package page parameter parse password patch path pattern payload permission phish phishing pin pipe play plugin port post prefix pretend privacy private
  privilege process program prompt protocol provided proxy public python query queue ransomware record recursive regex register regular release repeat repository request reset
  restrict return reveal risk role root roleplay router row safe sandbox sanitize scan schema scrape script second secret security self sentence server session set shell shop
  signature simulate social spam spoof spyware sql start state steal step stream string structure subject sudo system table tag target template term terminal test text thread
  threat time token tool transaction transfer tree trojan try type unauthorized unlock update upload url user value variable vault version virus vs vulnerability web week win word write xml year zip`.split(/\s+/),
);

/** WordNet answers that are correct by its senses and wrong, stiff or ambiguous in a prompt. */
export const REJECTED_SYNONYMS: ReadonlySet<string> = new Set(
  `advocate after afterward afterwards aid all altogether associate authorities babe beast chief cows desire die edifice enough epoch everyday fallacy foster frightening furnish
  gag gm grouping hunch incline instal lb lessening mama mamma mend metropolis mortal motivate muse near necessitate obligation occupant one ordinarily oxen pa pant papa part
  pay pensive perish phone phony presently pretty procure profits pupil purely quit react real reasonably regain remainder sanction scheme selling serpent someone sort sorts stairs
  stare state stress surely terror total up utterly very wage wholly woods workout year yr`.split(/\s+/),
);

function entries(table: string): ReadonlyMap<string, readonly string[]> {
  return new Map(
    table.split(/[|\n]/).flatMap((entry): [string, string[]][] => {
      const [word = '', synonyms = ''] = entry.split(':');
      return synonyms === '' ? [] : [[word.trim(), synonyms.split(',').map((synonym) => synonym.trim())]];
    }),
  );
}
