using System.Text.Json;
using Falcon.Api;
using Falcon.Api.Catalogue;
using Falcon.Control.Daemon;

namespace Falcon.Cli.Tests.Commands;

public sealed class ExplainCommandTests : IDisposable
{
    private readonly StringWriter _output = new(), _error = new();

    [Fact]
    public async Task A_drop_reason_has_meaning_cause_and_remedy()
    {
        Assert.Equal(ExitCode.Fine, await Explain("deliver/above-mtu"));
        Assert.Equal(
            """
            Drop reason deliver/above-mtu
              Meaning  The packet is larger than the overlay's MTU.
              Kind     Something is wrong with the frame or the set-up.
              Cause    Another host gives the overlay a larger MTU.
              Remedy   Give all hosts the same overlay MTU.
              See      docs/operations.md, "Small packets pass, large ones do not"

            """, _output.ToString());
    }

    [Fact]
    public async Task A_reason_of_several_stages_is_explained_for_each()
    {
        Assert.Equal(ExitCode.Fine, await Explain("above-mtu"));
        Assert.Contains("Drop reason deliver/above-mtu\n", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("Drop reason encapsulate/above-mtu\n", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_metric_has_type_unit_and_labels()
    {
        Assert.Equal(ExitCode.Fine, await Explain("falcon_uplink_stuck"));
        Assert.Equal(
            """
            Metric falcon_uplink_stuck
              Meaning  1 while the uplink is up and takes no frames to send; see the event
                       uplink-stuck.
              Type     gauge
              Unit     0 or 1
              Labels   device
              Alert    falcon_uplink_stuck == 1

            """, _output.ToString());
    }

    [Fact]
    public async Task An_event_has_its_line_and_level()
    {
        Assert.Equal(ExitCode.Fine, await Explain("uplink-resumed"));
        Assert.Equal(
            """
            Event uplink-resumed
              Level    info
              Line     uplink-resumed DEVICE: it takes frames again
              Meaning  The end of `uplink-stuck`. When the device goes down `uplink-down` is
                       written instead.
              Remedy   Nothing.

            """, _output.ToString());
    }

    [Fact]
    public async Task Without_a_name_all_names_are_listed()
    {
        Assert.Equal(ExitCode.Fine, await Explain());
        Assert.All(Explanation.All.Names, name => Assert.Contains(name, _output.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Everything_fits_80_columns()
    {
        await Explain();
        foreach (string name in Explanation.All.Names) Assert.Equal(ExitCode.Fine, await Explain(name));
        Assert.All(_output.ToString().Split('\n'), line => Assert.InRange(line.Length, 0, 80));
        Assert.Empty(_error.ToString());
    }

    [Theory]
    [InlineData("no-prot", "did you mean no-port?")]
    [InlineData("bridge/no-port", "did you mean collect/no-port or no-port?")]
    [InlineData("uplink_stcuk", "did you mean uplink-stuck?")]
    [InlineData("xyzzy", "`falcon explain` lists the names")]
    public async Task An_unknown_name_is_bad_input_and_the_nearest_are_told(string name, string suggestion)
    {
        Assert.Equal(ExitCode.BadInput, await Explain(name));
        Assert.Equal($"falcon: '{name}' is no drop reason, metric or event; {suggestion}\n", _error.ToString());
        Assert.Empty(_output.ToString());
    }

    [Fact]
    public async Task A_part_of_names_finds_them()
    {
        Assert.Equal(ExitCode.BadInput, await Explain("gate"));
        Assert.Contains("past-gate", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_catalogue_as_JSON_is_the_catalogue()
    {
        Assert.Equal(ExitCode.Fine, await Explain("--json"));
        Explanation read = JsonSerializer.Deserialize(_output.ToString(), AdminJson.Default.Explanation)!;
        Assert.Equivalent(Explanation.All, read, strict: true);
        Assert.Contains("\"level\":\"warn\"", _output.ToString(), StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _output.Dispose();
        _error.Dispose();
    }

    private Task<int> Explain(params string[] args) => FalconCommandLine.InvokeAsync(["explain", .. args], _output, _error);
}
