using System.CommandLine;

namespace Falcon.Cli.Commands;

/// <summary><c>--watch [SECONDS]</c>: a screen that is updated until <c>q</c> or Ctrl-C.</summary>
internal static class WatchOption
{
    public static Option<double?> Create(string description) => new("--watch", "-w")
    {
        Description = description,
        HelpName = "SECONDS",
        Arity = ArgumentArity.ZeroOrOne,
        CustomParser = argument =>
        {
            if (argument.Tokens.Count == 0) return 1;
            if (double.TryParse(argument.Tokens[0].Value, out double seconds) && seconds is >= 0.1 and <= 3600) return seconds;
            argument.AddError($"--watch: '{argument.Tokens[0].Value}' is not a number of seconds from 0.1 to 3600.");
            return null;
        },
    };
}
