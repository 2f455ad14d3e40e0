using System.CommandLine;
using Falcon.Cli.Pktgen;

return new RootCommand("Falcon, a VXLAN dataplane in user space.") { PktgenCommand.Create() }.Parse(args).Invoke();
