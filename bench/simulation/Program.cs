return Falcon.Bench.Simulation.Output.CommandLine.Invoke(args);
