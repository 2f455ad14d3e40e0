return new System.CommandLine.RootCommand { Falcon.Cli.Demo.DemoCommand.Create() }.Parse(args).Invoke();
