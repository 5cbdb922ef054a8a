// Says in one line when Node is too old, before anything is installed. It has to run on any Node there is.
var version = process.versions.node.split('.').map(Number);
var major = version[0];
var minor = version[1];
var good = (major === 20 && minor >= 19) || (major === 22 && minor >= 13) || major >= 24;
if (!good) {
  process.stderr.write(
    'Pickup needs Node 20.19, 22.13 or 24, or a later one of these; this is ' + process.versions.node + '.\n',
  );
  process.exit(1);
}
