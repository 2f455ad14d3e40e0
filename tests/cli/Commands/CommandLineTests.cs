using Falcon.Control.Daemon;

namespace Falcon.Cli.Tests.Commands;

public sealed class CommandLineTests : IDisposable
{
    private readonly StringWriter _output = new(), _error = new();

    [Theory]
    [InlineData("run")]
    [InlineData("check")]
    public async Task A_configuration_that_is_not_there_is_bad_input(string command)
    {
        Assert.Equal(ExitCode.BadInput, await Invoke(command, "--config", "/nowhere/falcon.yaml"));
        Assert.Equal("/nowhere/falcon.yaml: no such file; name one with --config\n", _error.ToString());
        Assert.Empty(_output.ToString());
    }

    [Fact]
    public async Task A_bad_configuration_is_told_line_by_line()
    {
        string file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "uplinks: [{device: eth1}]\noverlays: [{vni: x}]\nworker: [0]\n");
        Assert.Equal(ExitCode.BadInput, await Invoke("check", "--config", file));
        Assert.Equal(
            $"{file}:2:18: overlays[0].vni: 'x' is not a VNI from 0 to 16777215\n{file}:3:1: worker: unknown key; did you mean workers?\n",
            _error.ToString());
        File.Delete(file);
    }

    [Fact]
    public async Task A_good_configuration_for_another_host_is_explained_and_fails_preflight()
    {
        string file = Path.GetTempFileName();
        await File.WriteAllTextAsync(
            file, "uplinks: [{device: falcon-none}]\noverlays: [{vni: 100, ports: [{name: web, netns: falcon-none, device: eth0}]}]\n");
        Assert.Equal(ExitCode.Preflight, await Invoke("check", "--config", file));
        Assert.Contains("there is no device falcon-none in this network namespace", _error.ToString(), StringComparison.Ordinal);
        Assert.Contains("web   100  falcon-none eth0", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("derived", _output.ToString(), StringComparison.Ordinal);
        File.Delete(file);
    }

    [Theory]
    [InlineData("status")]
    [InlineData("status --json")]
    [InlineData("status --watch")]
    [InlineData("fdb")]
    [InlineData("bill")]
    [InlineData("bill --since 10s --csv")]
    [InlineData("bill --watch 2")]
    [InlineData("reload")]
    public async Task Without_a_daemon_there_is_one_clear_line(string command)
    {
        Assert.Equal(ExitCode.Fault, await Invoke([.. command.Split(' '), "--socket", "/nowhere/admin.sock"]));
        Assert.Equal(
            "falcon: no falcon runs behind /nowhere/admin.sock; start one with `falcon run`, or name its socket with --socket\n",
            _error.ToString());
    }

    [Theory]
    [InlineData("stauts", "falcon: Unrecognized command or argument 'stauts'.")]
    [InlineData("status --watch x", "falcon: --watch: 'x' is not a number of seconds from 0.1 to 3600.")]
    [InlineData("status --watch --json", "falcon: --json and --watch do not go together.")]
    [InlineData("bill --since yesterday", "falcon: --since: 'yesterday' is not a time from 1s to 10m.")]
    [InlineData("bill --since 11m", "falcon: --since: '11m' is not a time from 1s to 10m.")]
    [InlineData("bill --since 0", "falcon: --since: '0' is not a time from 1s to 10m.")]
    [InlineData("bill --json --csv", "falcon: --json, --csv and --watch do not go together.")]
    [InlineData("bill --watch --plot x.svg", "falcon: --plot and --watch do not go together.")]
    [InlineData("bill --plot x.png", "falcon: --plot: the picture is SVG, and the name 'x.png' does not end in .svg.")]
    [InlineData("completion csh", "falcon: Argument 'csh' not recognized. Must be one of:")]
    [InlineData(
        "pktgen --device x --to-mac 02:00:00:00:00:02 --from-ip 10.0.0.1 --to-ip 10.0.0.2 --second-mac 02:00:00:00:00:03",
        "falcon: --second-ip is needed with --second-mac")]
    [InlineData(
        "pktgen --device x --to-mac 02:00:00:00:00:02 --from-ip 10.0.0.1 --to-ip 10.0.0.2 --second-flows 2",
        "falcon: --second-flows makes sense only with --second-mac")]
    [InlineData(
        "pktgen --device x --to-mac 02:00:00:00:00:02 --from-ip 10.0.0.1 --to-ip 10.0.0.2 --second-mac 02:00:00:00:00:03"
            + " --second-ip 10.0.0.3",
        "falcon: --second-flows 1: must be less than --flows, which is 1")]
    [InlineData("run --config", "falcon: Required argument missing for option: '--config'.")]
    public async Task A_wrong_command_line_is_bad_input(string command, string message)
    {
        Assert.Equal(ExitCode.BadInput, await Invoke(command.Split(' ')));
        Assert.Contains(message, _error.ToString().Split('\n'));
    }

    [Fact]
    public async Task Help_names_the_commands()
    {
        Assert.Equal(ExitCode.Fine, await Invoke("--help"));
        Assert.All(
            ["run", "check", "status", "fdb", "bill", "explain", "completion", "man"],
            command => Assert.Contains($"\n  {command} ", _output.ToString(), StringComparison.Ordinal));
    }

    public void Dispose()
    {
        _output.Dispose();
        _error.Dispose();
    }

    private Task<int> Invoke(params string[] args) => FalconCommandLine.InvokeAsync(args, _output, _error);
}
