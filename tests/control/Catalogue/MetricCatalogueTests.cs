using System.Text.RegularExpressions;
using Falcon.Api;
using Falcon.Api.Catalogue;
using Falcon.Engine.Snapshots;
using Falcon.Testing.Samples;

namespace Falcon.Control.Tests.Catalogue;

[Collection(nameof(RunningDaemon))]
public sealed partial class MetricCatalogueTests
{
    private const string WithCgroup = """
        uplinks: [{device: eth1}]
        overlays:
          - vni: 100
            ports: [{name: web, netns: falcon-none, device: eth0, cgroup: auto}]

        """;

    [Fact]
    public async Task What_is_served_is_what_the_catalogue_says()
    {
        await using RunningDaemon daemon = await RunningDaemon.StartAsync(configuration: WithCgroup);
        daemon.State = Full();
        daemon.Sample = SampleBills.Create(192.5, new("web", 100), new("db", 100), BilledPort.Nobody);
        using AdminClient client = daemon.Client();
        Assert.Equal(MetricCatalogue.All.Select(Text).Order(), Read(await client.MetricsAsync()).Order());
    }

    [Fact]
    public void Meanings_are_sentences_of_one_line() => Assert.All(MetricCatalogue.All, metric =>
    {
        Assert.EndsWith(".", metric.Meaning, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', metric.Meaning);
    });

    [Fact]
    public void Counters_end_in_total_and_units_are_in_names() => Assert.All(MetricCatalogue.All, metric =>
    {
        string counted = metric.Name.EndsWith("_total", StringComparison.Ordinal) ? metric.Name[..^"_total".Length] : metric.Name;
        Assert.Equal(metric.Type == MetricType.Counter, counted != metric.Name);
        if (metric.Unit is "seconds" or "bytes") Assert.EndsWith($"_{metric.Unit}", counted, StringComparison.Ordinal);
    });

    /// <summary>A snapshot with a value for every series.</summary>
    private static DataplaneSnapshot Full()
    {
        DataplaneSnapshot sample = SampleSnapshot.Create();
        return sample with
        {
            Overlays = [sample.Overlays[0] with { VtepMacs = [new MacShareSnapshot("strangers", default)] }],
            Ports = [sample.Ports[0] with { Budget = SampleSnapshot.Budget }],
            Steering = new SteeringSnapshot
            {
                Mode = "split",
                Decisions = 1,
                CrossingsUp = 2,
                CrossingsDown = 3,
                Workers = [new SteeredWorkerSnapshot(0, 0.5, 1, 2, 3, 4, 5)],
            },
        };
    }

    private static string Text(MetricDescription metric) =>
        $"{metric.Name} ({metric.Type.ToString().ToLowerInvariant()}) [{string.Join(", ", metric.Labels)}]: {metric.Meaning}";

    /// <summary>Parses an answer into the form of <see cref="Text"/>; labels are those of a family's first series.</summary>
    private static IEnumerable<string> Read(string answer)
    {
        string[] lines = answer.Split('\n');
        foreach (Match family in Family().Matches(answer))
        {
            string name = family.Groups["name"].Value;
            string? series = lines.FirstOrDefault(line => line.StartsWith($"{name} ", StringComparison.Ordinal)
                || line.StartsWith($"{name}{{", StringComparison.Ordinal));
            string labels = series is null ? "no series" : string.Join(
                ", ", Label().Matches(series).Select(label => label.Groups[1].Value));
            yield return $"{name} ({family.Groups["type"].Value}) [{labels}]: {family.Groups["help"].Value}";
        }
    }

    [GeneratedRegex(@"^# HELP (?<name>\S+) (?<help>.*)\n# TYPE \k<name> (?<type>\w+)$", RegexOptions.Multiline)]
    private static partial Regex Family();

    [GeneratedRegex("[{,](\\w+)=\"")]
    private static partial Regex Label();
}
