using System.CommandLine;
using Falcon.Cli.Screens;

namespace Falcon.Cli.Commands;

/// <summary><c>falcon fdb</c>: the forwarding table.</summary>
internal static class FdbCommand
{
    public static Command Create()
    {
        Option<string> socket = AdminOptions.Socket();
        Option<bool> json = AdminOptions.Json();
        Command command = new("fdb", "Show which port or VTEP each MAC address of each overlay is behind") { json, socket };
        command.SetAction((parse, cancellation) =>
        {
            InvocationConfiguration io = parse.InvocationConfiguration;
            return AdminOptions.AskAsync(parse.GetRequiredValue(socket), io.Error, async client =>
            {
                if (parse.GetValue(json)) await io.Output.WriteLineAsync(await client.FdbJsonAsync(cancellation));
                else Terminal.Show(FdbScreen.Build(await client.FdbAsync(cancellation)), io.Output);
            });
        });
        return command;
    }
}
