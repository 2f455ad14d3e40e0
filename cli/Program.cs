using Falcon.Cli;

return await FalconCommandLine.InvokeAsync(args, Console.Out, Console.Error);
