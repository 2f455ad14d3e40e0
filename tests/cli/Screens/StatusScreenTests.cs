using Falcon.Api;
using Falcon.Cli.Screens;
using Falcon.Testing.Samples;
using Spectre.Console.Rendering;

namespace Falcon.Cli.Tests.Screens;

public class StatusScreenTests
{
    private const string LongName = "kubernetes-default-a-deployment-with-a-long-name-and-a-pod-";

    [Fact]
    public void It_shows_everything_at_a_glance()
    {
        string screen = Render(StatusScreen.Build(SampleSnapshot.Create()));
        Assert.Equal(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "status.txt")), screen);
    }

    [Fact]
    public void It_fits_a_terminal_of_80_columns()
    {
        string[] lines = Screenshot.Of(StatusScreen.Build(WithLongNames()), 80);
        Assert.All(lines, line => Assert.InRange(line.Length, 0, 80));
        Assert.Contains(lines, line => line.StartsWith("  ● kubernet…a-pod-1  ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("12.35 M · 16.10 GiB", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("  eth1        0  copy  1.23 M · 1.72 GiB  ", StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_piped_is_not_wrapped_and_has_names_in_full()
    {
        string screen = Render(StatusScreen.Build(WithLongNames()));
        Assert.Single(
            screen.Split('\n'), line => line.StartsWith($"  ● {LongName}1  ", StringComparison.Ordinal) && line.EndsWith("1,200"));
    }

    [Fact]
    public void Ports_come_first() => Assert.StartsWith(
        "Ports", Screenshot.Of(
            StatusScreen.Build(SampleSnapshot.Create() with { FdbLearnRejected = 0 }), 120)[2], StringComparison.Ordinal);

    [Fact]
    public void With_an_earlier_reading_it_shows_rates()
    {
        DataplaneSnapshot before = SampleSnapshot.Create(uptime: 100, frames: 1_000_000);
        DataplaneSnapshot now = SampleSnapshot.Create(uptime: 102, frames: 3_000_000);
        string screen = Render(StatusScreen.Build(now, before));
        Assert.Contains("1.00 M/s · 12.00 Gbit/s", screen, StringComparison.Ordinal);
        Assert.Contains("0/s · 0 bit/s", screen, StringComparison.Ordinal);
        Assert.Contains("0.0 % busy", screen, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_kernel_path_leaves_to_the_engine_is_counted_from_the_earlier_reading()
    {
        DataplaneSnapshot before = SampleSnapshot.Create(), now = SampleSnapshot.Create(uptime: 194.5);
        PathSnapshot path = now.Ports[0].KernelPath!;
        now = now with { Ports = [now.Ports[0] with { KernelPath = path with { Missed = [new("miss", 1_031), new("group", 12)] } }] };
        string row = Assert.Single(
            Render(StatusScreen.Build(now, before)).Split('\n'), line => line.StartsWith("  port web", StringComparison.Ordinal));
        Assert.EndsWith("10  miss 10", row, StringComparison.Ordinal);
    }

    [Fact]
    public void A_kernel_without_the_kernel_path_says_why_and_one_that_is_not_asked_says_nothing()
    {
        DataplaneSnapshot without = SampleSnapshot.Create() with { KernelPath = null };
        Assert.DoesNotContain("Kernel path", Render(StatusScreen.Build(without)), StringComparison.Ordinal);
        string refused = Render(StatusScreen.Build(without with { KernelPathFault = "no tcx\nand a log" }));
        Assert.Contains("Kernel path\n  none: no tcx\n", refused, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_from_outside_are_shown_as_they_are()
    {
        DataplaneSnapshot sample = SampleSnapshot.Create();
        DataplaneSnapshot odd = sample with { Ports = [sample.Ports[0] with { Name = "[red]web[/]" }] };
        Assert.Contains("[red]web[/]", Render(StatusScreen.Build(odd)), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_drops_there_is_no_table_of_drops()
    {
        DataplaneSnapshot sample = SampleSnapshot.Create();
        DataplaneSnapshot clean = sample with
        {
            Drops = [],
            Overlays = [.. sample.Overlays.Select(o => o with { Drops = [] })],
            Ports = [.. sample.Ports.Select(p => p with { Drops = [] })],
        };
        Assert.DoesNotContain("Drops", Render(StatusScreen.Build(clean)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("web", "  encapsulate  bad-partial-checksum  port web       1  A checksum is to be…")]
    [InlineData("a-port-with-a-longer-name", "  encapsulate  bad-partial-checksum  port a-port-with-a-longer-name       1")]
    public void What_a_drop_means_is_shown_where_80_columns_have_room(string port, string line)
    {
        DataplaneSnapshot sample = SampleSnapshot.Create();
        PortSnapshot dropping = sample.Ports[0] with { Name = port, Drops = [new("encapsulate", "bad-partial-checksum", 1)] };
        DataplaneSnapshot dropped = sample with { Ports = [dropping], Drops = [], Overlays = [] };
        Assert.InRange(line.Length, 1, 80);
        Assert.Contains($"\n{line}\n", Render(StatusScreen.Build(dropped)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_budget_is_shown_with_what_is_left_and_what_it_cost()
    {
        DataplaneSnapshot sample = SampleSnapshot.Create();
        Assert.DoesNotContain("Budgets", Render(StatusScreen.Build(sample)), StringComparison.Ordinal);

        DataplaneSnapshot limited = sample with
        {
            Ports = [sample.Ports[0] with { Budget = SampleSnapshot.Budget, Drops = [new("bridge", "over-budget", 34)] }, sample.Ports[1]],
        };
        string screen = Render(StatusScreen.Build(limited));
        Assert.Contains("""
            Budgets
              Port         Budget   Used     Left  Throttled  Over budget
              ○ web  20 of 100 ms  3.2 s  -4.5 ms     75.0 %        1,034
            """, screen, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_limits_of_an_overlay_have_cost_is_a_line_when_it_is_something()
    {
        DataplaneSnapshot sample = SampleSnapshot.Create();
        Assert.DoesNotContain(" MACs,", Render(StatusScreen.Build(sample)), StringComparison.Ordinal);

        DataplaneSnapshot limited = sample with
        {
            Overlays =
            [
                sample.Overlays[0] with { Macs = new(5, 32_768, 0), Drops = [new("bridge", "storm", 17)] },
                sample.Overlays[1] with { Macs = new(16_777_216, 16_777_216, 123_456_789), Drops = [new("bridge", "storm", 999_990_000)] },
            ],
            Ports = [sample.Ports[0] with { Drops = [new("bridge", "storm", 1_000)] }, sample.Ports[1] with { Vni = 16_777_215 }],
        };
        string screen = Render(StatusScreen.Build(limited));
        Assert.Contains("""
                 100  1450  10.0.0.1, 10.0.0.3  web, db        17
            16777215  1450  none                none     999.99 M
            VNI 100: 5 of 32,768 MACs, 0 replaced, 1,017 storm drops
            VNI 16777215: 16.78 M of 16.78 M MACs, 123.46 M replaced, 999.99 M storm drops
          """, screen, StringComparison.Ordinal);
        Assert.All(
            screen.Split('\n').Where(line => line.Contains(" MACs,", StringComparison.Ordinal)),
            line => Assert.InRange(line.Length, 1, 80));
    }

    [Fact]
    public void A_forwarding_table_that_never_was_full_is_not_mentioned() => Assert.DoesNotContain(
        "was full", Render(StatusScreen.Build(SampleSnapshot.Create() with { FdbLearnRejected = 0 })), StringComparison.Ordinal);

    [Fact]
    public void The_forwarding_table_is_ordered_by_address() => Assert.Equal(
        """
        Forwarding table
          VNI  MAC                Behind    Kind     Age
          100  02:00:00:00:01:01  10.0.0.1  static     —
          100  02:00:00:00:02:01  web       learned  3 s

        """, Render(FdbScreen.Build(SampleSnapshot.Fdb)));

    [Fact]
    public void An_empty_forwarding_table_says_so() =>
        Assert.Equal("The forwarding table is empty: nothing was learned yet and no entry is configured.\n", Render(FdbScreen.Build([])));

    private static DataplaneSnapshot WithLongNames()
    {
        DataplaneSnapshot sample = SampleSnapshot.Create();
        PortSnapshot[] ports = [.. sample.Ports.Select(
            (port, i) => port with { Name = $"{LongName}{i + 1}", Netns = $"{LongName}{i + 1}" })];
        IEnumerable<OverlaySnapshot> overlays = sample.Overlays.Select(overlay => overlay with
        {
            Ports = [.. ports.Select(port => port.Name)],
            Peers = [.. Enumerable.Range(1, 40).Select(peer => $"10.0.0.{peer}")],
        });
        return sample with { Ports = ports, Overlays = [.. overlays] };
    }

    private static string Render(IRenderable screen)
    {
        using StringWriter text = new();
        Terminal.Show(screen, text);
        return text.ToString();
    }
}
