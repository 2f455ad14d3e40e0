using System.CommandLine;
using System.Globalization;
using Falcon.Api;
using Falcon.Cli.Screens;
using Spectre.Console.Rendering;

namespace Falcon.Cli.Commands;

/// <summary><c>falcon bill</c>: the CPU time that each container's network used, as a table, JSON, CSV or a plot.</summary>
internal static class BillCommand
{
    private const int MostSeconds = 600; // the daemon keeps ten minutes

    public static Command Create()
    {
        Option<string> socket = AdminOptions.Socket();
        Option<bool> json = AdminOptions.Json();
        Option<bool> csv = new("--csv") { Description = "Print comma-separated values" };
        Option<TimeSpan?> since = Since();
        Option<double?> watch = WatchOption.Create(
            "Show the bills of the last SECONDS (1 when left out), or of --since, again and again until q or Ctrl-C");
        Option<string?> plot = new("--plot")
        {
            Description = "Also draw the bills over time, by default of the last ten minutes, into an SVG picture",
            HelpName = "FILE.svg",
        };
        Command command = new("bill", "Show how much CPU time each container's network used") { since, watch, json, csv, plot, socket };
        command.Validators.Add(result =>
        {
            int formats = (result.GetValue(json) ? 1 : 0) + (result.GetValue(csv) ? 1 : 0) + (result.GetValue(watch) is null ? 0 : 1);
            if (formats > 1) result.AddError("--json, --csv and --watch do not go together.");
            if (result.GetValue(watch) is not null && result.GetValue(plot) is not null)
                result.AddError("--plot and --watch do not go together.");
            if (result.GetValue(plot) is { } file && !file.EndsWith(".svg", StringComparison.OrdinalIgnoreCase))
                result.AddError($"--plot: the picture is SVG, and the name '{file}' does not end in .svg.");
        });
        command.SetAction((parse, cancellation) =>
        {
            InvocationConfiguration io = parse.InvocationConfiguration;
            return AdminOptions.AskAsync(parse.GetRequiredValue(socket), io.Error, async client =>
            {
                TimeSpan? window = parse.GetValue(since);
                if (parse.GetValue(watch) is { } seconds)
                    await WatchAsync(client, TimeSpan.FromSeconds(seconds), window, io.Output, cancellation);
                else if (parse.GetValue(json))
                    await io.Output.WriteLineAsync(await client.BillsJsonAsync(window, cancellation));
                else if (parse.GetValue(csv))
                    await io.Output.WriteLineAsync(string.Join('\n', BillCsv.Lines(await client.BillsAsync(window, cancellation))));
                else
                    Terminal.Show(BillScreen.Build(await client.BillsAsync(window, cancellation)), io.Output);
                if (parse.GetValue(plot) is { } file)
                    await DrawAsync(client, window ?? TimeSpan.FromSeconds(MostSeconds), file, cancellation);
            });
        });
        return command;
    }

    private static Option<TimeSpan?> Since() => new("--since")
    {
        Description = "The bills of the last 10s, 5m, …; at most 10m. Without it since the daemon started",
        HelpName = "DURATION",
        CustomParser = argument =>
        {
            string text = argument.Tokens[0].Value;
            if (Seconds(text) is { } seconds and >= 1 and <= MostSeconds) return TimeSpan.FromSeconds(seconds);
            argument.AddError($"--since: '{text}' is not a time from 1s to 10m.");
            return null;
        },
    };

    private static int? Seconds(string text)
    {
        int unit = text.EndsWith('m') ? 60 : 1;
        string digits = text.TrimEnd('s', 'm');
        bool isNumber = int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int number);
        return isNumber && number <= MostSeconds ? number * unit : null;
    }

    private static async Task WatchAsync(
        AdminClient client,
        TimeSpan interval,
        TimeSpan? since,
        TextWriter output,
        CancellationToken cancellation)
    {
        TimeSpan window = since ?? TimeSpan.FromSeconds(Math.Min(interval.TotalSeconds, MostSeconds));
        async Task<IRenderable> ScreenAsync() => BillScreen.Build(await client.BillsAsync(window, cancellation));
        await new WatchScreen(Terminal.On(output), interval).ShowAsync(await ScreenAsync(), ScreenAsync, cancellation);
    }

    private static async Task DrawAsync(AdminClient client, TimeSpan since, string file, CancellationToken cancellation)
    {
        string svg = BillPlot.Svg(await client.BillSeriesAsync(since, cancellation));
        try
        {
            await File.WriteAllTextAsync(file, svg, cancellation);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new AdminException($"--plot: cannot write {file}: {e.Message}", e);
        }
    }
}
