using System.CommandLine;
using Falcon.Api;
using Falcon.Cli.Screens;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Falcon.Cli.Commands;

/// <summary><c>falcon status</c>: state and counters of a running daemon, once or continuously.</summary>
internal static class StatusCommand
{
    public static Command Create()
    {
        Option<string> socket = AdminOptions.Socket();
        Option<bool> json = AdminOptions.Json();
        Option<double?> watch = WatchOption.Create("Show rates, updated every SECONDS (1 when left out), until q or Ctrl-C");
        Option<bool> steering = new("--steering") { Description = "Show how several workers share the work" };
        const string Description = "Show uplinks, VTEPs, overlays, ports, drops and workers of the running daemon";
        Command command = new("status", Description) { json, watch, steering, socket };
        command.Validators.Add(result =>
        {
            if (result.GetValue(json) && result.GetValue(watch) is not null) result.AddError("--json and --watch do not go together.");
            if (result.GetValue(steering) && (result.GetValue(json) || result.GetValue(watch) is not null))
                result.AddError("--steering goes with neither --json, which has it all, nor --watch.");
        });
        command.SetAction((parse, cancellation) =>
        {
            InvocationConfiguration io = parse.InvocationConfiguration;
            return AdminOptions.AskAsync(parse.GetRequiredValue(socket), io.Error, async client =>
            {
                if (parse.GetValue(json)) await io.Output.WriteLineAsync(await client.StatusJsonAsync(cancellation));
                else if (parse.GetValue(watch) is { } seconds)
                    await WatchAsync(client, Terminal.On(io.Output), TimeSpan.FromSeconds(seconds), cancellation);
                else if (parse.GetValue(steering)) Terminal.Show(SteeringScreen.Build(await client.StatusAsync(cancellation)), io.Output);
                else Terminal.Show(StatusScreen.Build(await client.StatusAsync(cancellation)), io.Output);
            });
        });
        return command;
    }

    private static async Task WatchAsync(AdminClient client, IAnsiConsole console, TimeSpan interval, CancellationToken cancellation)
    {
        DataplaneSnapshot before = await client.StatusAsync(cancellation);
        async Task<IRenderable> NextAsync()
        {
            DataplaneSnapshot now = await client.StatusAsync(cancellation);
            IRenderable screen = StatusScreen.Build(now, before);
            before = now;
            return screen;
        }

        await new WatchScreen(console, interval).ShowAsync(StatusScreen.Build(before), NextAsync, cancellation);
    }
}
