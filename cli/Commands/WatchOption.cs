using System.CommandLine;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Falcon.Cli.Commands;

/// <summary><c>--watch [SECONDS]</c>: a screen that is updated until Ctrl-C.</summary>
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

    /// <summary>Shows the first screen at once and a new one after each interval.</summary>
    public static async Task ShowAsync(
        IAnsiConsole console,
        TimeSpan interval,
        IRenderable first,
        Func<Task<IRenderable>> next,
        CancellationToken cancellation)
    {
        try
        {
            await console.Live(first).AutoClear(false).StartAsync(async live =>
            {
                using PeriodicTimer timer = new(interval);
                while (await timer.WaitForNextTickAsync(cancellation)) live.UpdateTarget(await next());
            });
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Ctrl-C ends watching.
        }
    }
}
