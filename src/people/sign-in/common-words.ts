/** What the lists of stolen passwords are made of, and the words of this place. Small letters; digits that stand for letters are read both ways. */
export const commonWords: readonly string[] = [
  ...'password passwort passwd passphrase welcome letmein changeme secret default guest'.split(' '),
  ...'admin administrator login user account access system security server computer internet'.split(' '),
  ...'qwerty azerty asdfgh zxcvbn qazwsx'.split(' '),
  ...'iloveyou ilovejesus loveyou lovely princess sunshine football baseball basketball soccer hockey'.split(' '),
  ...'dragon monkey shadow master superman batman spiderman starwars pokemon minecraft fortnite'.split(' '),
  ...'liverpool chelsea arsenal everton tottenham manchester united rangers celtic barcelona'.split(' '),
  ...'charlie michael jordan jennifer jessica daniel thomas ashley hannah george matthew andrew'.split(' '),
  ...'london england britain scotland america australia'.split(' '),
  ...'january february march april june july august september october november december'.split(' '),
  ...'spring summer autumn winter monday tuesday wednesday thursday friday saturday sunday'.split(' '),
  ...'school teacher headteacher teaching student pupil learning education classroom'.split(' '),
  ...'npqel npql npqh npqsl scriptorium assessment assessor moderator participant portfolio'.split(' '),
  ...'executive leadership leader trust academy academies programme provider department'.split(' '),
  ...'whatever freedom forever nothing trustno1 testtest testing flower butterfly chocolate cookie'.split(' '),
  ...'mustang ferrari mercedes samsung google facebook microsoft windows iphone android'.split(' '),
  ...'abc123 abcd a1b2c3'.split(' '),
];
