using Falcon.Cli.Demo;
using Spectre.Console;

namespace Falcon.Cli.Tests.Demo;

public sealed class DisplayTests
{
    private static readonly DemoFlow s_flow = new(352_000, 12_500, [new StageFlow("decapsulate", 1_234_567, 352_000, 400_000, 41.6)], 3);

    [Fact]
    public async Task A_pipe_gets_a_line_per_step_and_the_stages()
    {
        var output = new StringWriter();
        var progress = new DemoProgress(["build", "ping h1c1"]) { Flow = s_flow };
        var work = new TaskCompletionSource();

        Task shown = new PlainDisplay(output).ShowAsync(progress, work.Task);
        progress.Set(0, StepState.Passed, "lane packet");
        progress.Set(1, StepState.Failed, "only 3 of 5 answered");
        work.SetResult();
        await shown;

        Assert.Equal(
            [
                "ok      build      lane packet",
                "FAILED  ping h1c1  only 3 of 5 answered",
                "",
                "stage                 frames    frames/s at most    ns per frame",
                "decapsulate        1,234,567             400,000              42",
                "dropped                    3",
                "",
            ],
            output.ToString().Split(Environment.NewLine));
    }

    [Fact]
    public async Task Work_that_throws_does_not_throw_out_of_the_display()
    {
        var work = Task.FromException(new DemoException("no"));

        await new PlainDisplay(TextWriter.Null).ShowAsync(new DemoProgress(["build"]), work);
        await new TerminalDisplay(Console(new StringWriter())).ShowAsync(new DemoProgress(["build"]), work);
    }

    [Fact]
    public void The_picture_shows_hosts_wire_stages_and_steps()
    {
        var progress = new DemoProgress(["build", "ping h1c1", "TCP"]) { Topology = Topology.Parse(TopologyTests.Json), Flow = s_flow };
        progress.Set(0, StepState.Passed, "lane [packet]");
        progress.Set(1, StepState.Failed, "only 3 of 5 answered");

        string[] lines = Draw(progress);

        Assert.Contains(
            lines, line => line.Contains("host h1", StringComparison.Ordinal) && line.Contains("host h2", StringComparison.Ordinal));
        Assert.Contains(
            lines, line => line.Contains("Falcon", StringComparison.Ordinal) && line.Contains("vxlan + bridge", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("──▶ 12,500 frames/s", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("◀── 352,000 frames/s", StringComparison.Ordinal));
        Assert.Contains(lines, line => Words(line) is ["decapsulate", "1,234,567", "352,000", "400,000", "42"]);
        Assert.Contains(lines, line => Words(line) is ["✓", "build", "lane", "[packet]"]);
        Assert.Contains(lines, line => Words(line) is ["✗", "ping", "h1c1", "only", "3", "of", "5", "answered"]);
        Assert.Contains(lines, line => Words(line) is ["·", "TCP"]);
    }

    [Fact]
    public void Before_anything_is_built_the_picture_shows_the_steps_only()
    {
        string[] lines = Draw(new DemoProgress(["build", "ping"]));

        Assert.Equal([["·", "build"], ["·", "ping"]], lines.Select(Words).Where(words => words.Length > 0));
    }

    private static string[] Draw(DemoProgress progress)
    {
        var output = new StringWriter();
        Console(output).Write(DemoView.Render(progress));
        return output.ToString().Split('\n');
    }

    private static string[] Words(string line) => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private static IAnsiConsole Console(TextWriter output)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(output) });
        console.Profile.Width = 110;
        console.Profile.Capabilities.Unicode = true;
        return console;
    }
}
