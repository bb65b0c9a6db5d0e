import type { OpenClass } from '../domain/ports/lexicon.ts';

/**
 * Hand-checked synonyms for the vocabulary of prompts, where WordNet's most frequent sense is not the one meant
 * ("display", "directory") or its words are stiff. Directed: what may replace the first word.
 */
export const PROMPT_SYNONYMS: Readonly<Record<OpenClass, ReadonlyMap<string, readonly string[]>>> = {
  verb: entries(`
    display: show | delete: remove | remove: delete | find: locate | locate: find | create: make | generate: create, produce
    modify: change, alter | purchase: buy | buy: purchase | begin: start | obtain: get | retrieve: fetch, get
    fetch: retrieve, get | execute: run | calculate: compute | compute: calculate | recommend: suggest | suggest: recommend
    propose: suggest | provide: give | monitor: track | prevent: stop | detect: identify | identify: pinpoint
    allow: permit | permit: allow | require: need | assist: help | attempt: try | analyze: examine, study
    examine: inspect, study | design: create | develop: create | construct: build | build: construct, create
    transform: convert | copy: duplicate | save: store | store: save | sort: order | split: divide | merge: combine | combine: merge
    select: choose | choose: select, pick | verify: confirm | happen: occur | respond: reply | improve: enhance
    enhance: improve | reduce: decrease | decrease: reduce | increase: raise | convince: persuade | persuade: convince | book: reserve
    reserve: book | discover: find | repair: fix | gather: collect | collect: gather
    achieve: attain, accomplish | demonstrate: show, illustrate | illustrate: demonstrate, show | evaluate: assess | assess: evaluate
    accept: take | possess: have | utilize: use | notify: inform | alert: notify, warn | inform: notify, tell | highlight: emphasize
    emphasize: highlight | incorporate: include | summarize: outline | outline: summarize | occur: happen | employ: use`),
  noun: entries(`
    directory: folder | folder: directory | task: job | concept: idea | problem: issue | issue: problem | challenge: difficulty
    strategy: approach | mistake: error | journey: trip | importance: significance
    significance: importance | advantage: benefit | benefit: advantage | impact: effect | effect: impact | goal: aim, objective | aim: goal
    objective: goal, aim | suggestion: recommendation | recommendation: suggestion | advice: guidance | reply: answer, response
    overview: summary | summary: overview | photo: picture | movie: film | film: movie
    lawyer: attorney | attorney: lawyer | fee: charge | beginner: novice | novice: beginner | expert: specialist | specialist: expert
    company: firm | firm: company | industry: sector | vacation: holiday | scenario: situation
    region: area | dialogue: conversation | conversation: dialogue, chat | skill: ability | ability: capability
    website: site | car: vehicle | automobile: car | doctor: physician | author: writer | occupation: profession, job
    profession: occupation, job | creature: being | characteristic: trait, feature | trait: characteristic | aspect: facet | technique: method
    gift: present | tip: pointer | emotion: feeling | feeling: emotion | hardship: difficulty | obstacle: barrier, hurdle
    colleague: coworker | mechanism: method | assistance: help | tourist: visitor | visitor: guest | attraction: sight
    reservation: booking | booking: reservation | sequence: series | occurrence: instance`),
  adjective: entries(`
    entire: whole | whole: entire | main: primary, key, principal | primary: main | important: significant, crucial | significant: important, major
    large: big | big: large | larger: bigger | bigger: larger | quick: fast | fast: quick, rapid | simple: basic | easy: simple
    difficult: hard, tough | specific: particular | particular: specific | various: different, several | common: typical
    famous: renowned, celebrated | renowned: famous, celebrated, distinguished | brief: short, concise | short: brief | detailed: thorough
    comprehensive: complete | potential: possible | beautiful: lovely | amazing: incredible, wonderful | strange: odd, peculiar
    unusual: uncommon | huge: enormous | tiny: small | expensive: costly, pricey | cheap: inexpensive, affordable | correct: right
    wrong: incorrect | incorrect: wrong | additional: extra, further | extra: additional | multiple: several | experienced: seasoned, skilled
    skilled: experienced | traditional: conventional | latest: most recent | newest: latest | essential: vital, crucial | crucial: vital, essential
    vital: essential, crucial | necessary: required | required: needed, necessary | helpful: useful | useful: helpful | wise: sage | powerful: strong
    fascinating: intriguing, captivating | interesting: intriguing | sensitive: confidential | realistic: lifelike
    exciting: thrilling | mysterious: enigmatic | scary: frightening | delicious: tasty | tasty: delicious
    concise: brief, succinct | appropriate: suitable | suitable: appropriate | reliable: dependable, trustworthy
    innovative: novel, inventive | creative: imaginative, inventive | talented: gifted | ideal: perfect`),
  adverb: entries(`
    quickly: rapidly | rapidly: quickly | approximately: roughly, about | roughly: approximately, about | usually: normally, typically, generally
    often: frequently | frequently: often | maybe: perhaps | perhaps: maybe | immediately: right away, at once | instantly: immediately
    briefly: concisely, succinctly | exactly: precisely | precisely: exactly | completely: entirely, totally | entirely: completely, fully | fully: completely
    especially: particularly | particularly: especially | primarily: mainly | mainly: primarily, mostly | mostly: mainly | typically: usually, normally
    successfully: effectively | simultaneously: concurrently, at the same time | eventually: ultimately | ultimately: eventually
    therefore: thus, hence | slightly: somewhat | truly: really | securely: safely | however: nevertheless`),
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

/** Pairs that share WordNet's dominant sense and still do not stand for each other in a prompt; each word with what may not replace it. */
export const UNFIT_PAIRS: ReadonlyMap<string, readonly string[]> = entries(`
  absolutely: perfectly | perfectly: absolutely | accordingly: consequently | consequently: accordingly | anyway: anyhow | anyhow: anyway
  awfully: terribly | terribly: awfully | basically: fundamentally | certainly: sure | sure: certainly | commonly: normally, usually | normally: commonly
  deeply: profoundly | easy: easily | evidently: obviously, plainly | honestly: frankly | frantically: madly | madly: frantically
  obviously: evidently, plainly | plainly: obviously, evidently | possibly: perhaps, maybe | probably: likely | recently: lately
  absorbed: engrossed | engrossed: absorbed | beloved: dear | dear: beloved | circular: round | round: circular | dirty: soiled | soiled: dirty
  extended: lengthy, prolonged | lengthy: extended, prolonged | prolonged: extended, lengthy | minimal: minimum | minimum: minimal
  religious: spiritual | spiritual: religious | striking: spectacular | spectacular: striking | understandable: intelligible
  animal: creature | attempt: effort | effort: attempt | basement: cellar | cellar: basement | bitterness: resentment | resentment: bitterness
  cloth: textile, fabric | fabric: textile, cloth | textile: cloth, fabric | clump: cluster | cluster: clump | commission: committee | committee: commission
  complex: composite | composite: complex | contempt: scorn | scorn: contempt | dealer: trader | trader: dealer | lack: deficiency
  district: territory | territory: district | foliage: leaf | leaf: foliage | glance: glimpse | glimpse: glance | grin: smile | smile: grin
  person: individual | intake: uptake | uptake: intake | laugh: laughter | laughter: laugh | militia: reserves | reserves: militia
  minister: pastor | pastor: minister | motivation: motive | narrative: tale | tale: narrative | penalty: punishment | punishment: penalty
  percent: percentage | percentage: percent | sweat: perspiration | scream: shriek | shriek: scream | vote: voting | voting: vote
  assail: assault | assault: assail | battle: combat | combat: battle | bawl: bellow | bellow: bawl | compel: oblige | oblige: compel
  creak: screech | screech: creak | deduct: subtract | subtract: deduct | defy: withstand | withstand: defy | deserve: merit | merit: deserve
  dictate: prescribe | prescribe: dictate | encourage: promote | promote: encourage | frustrate: thwart | thwart: frustrate | glue: paste | paste: glue
  injure: wound | wound: injure | yell: scream | spark: trigger | trigger: spark | supply: provide`);

function entries(table: string): ReadonlyMap<string, readonly string[]> {
  return new Map(
    table.split(/[|\n]/).flatMap((entry): [string, string[]][] => {
      const [word = '', synonyms = ''] = entry.split(':');
      return synonyms === '' ? [] : [[word.trim(), synonyms.split(',').map((synonym) => synonym.trim())]];
    }),
  );
}
