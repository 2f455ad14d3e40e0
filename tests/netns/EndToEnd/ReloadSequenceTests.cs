using Falcon.Api;
using Falcon.Netns.Tests.Harness;

namespace Falcon.Netns.Tests.EndToEnd;

/// <summary>
/// A daemon that reached a configuration by reloads is like one that was started with it: random configurations, one after another.
/// </summary>
public sealed class ReloadSequenceTests
{
    private const int Containers = 3;
    private static readonly uint[] s_vnis = [100, 200];

    public ReloadSequenceTests() => Requirements.Check();

    [Theory]
    [InlineData("packet", 1)]
    [InlineData("packet", 2)]
    [InlineData("xdp", 3)]
    public void After_every_reload_all_is_as_the_file_says(string lane, int seed)
    {
        var random = new Random(seed);
        using var lab = Lab.Up(new LabShape { Lane = lane, Containers = Containers, Workers = "0,1", Start = false });
        Host host = lab.Host(1);
        string[] file = File.ReadAllLines(host.Config);
        var before = Wanted.Next(random);
        Write(before);
        using var daemon = FalconDaemon.Start(host);
        for (int time = 0; time < 30; time++)
        {
            var now = Wanted.Next(random);
            Write(now);
            CommandResult answer = host.Reload();
            Assert.True(answer.ExitCode == 0, $"{string.Join('\n', before.Yaml(lab))}\n{string.Join('\n', now.Yaml(lab))}\n{answer}");
            Eventually.True(host.Admin.Accepts, () => $"it no longer answers\n{daemon.Log}");
            Assert.Equal(now.Expected(), Observed(lab));
            before = now;
        }

        Frames.AreConserved(host.Admin);
        Assert.Equal(0, daemon.End(Signal.Terminate).ExitCode);

        void Write(Wanted wanted) => File.WriteAllLines(
            host.Config, [.. file.TakeWhile(line => line != "overlays:"), .. wanted.Yaml(lab), file[^1]]);
    }

    /// <summary>The daemon's state, its static forwarding entries, and the containers' devices.</summary>
    private static IReadOnlyList<string> Observed(Lab lab)
    {
        DataplaneSnapshot status = lab.Host(1).Admin.Status();
        var names = status.Ports.ToDictionary(port => port.Name, port => port.Mac);
        return
        [
            .. status.Overlays.Select(overlay =>
                    $"overlay {overlay.Vni} mtu {overlay.Mtu} peers {string.Join(' ', overlay.Peers)} ports "
                    + string.Join(' ', overlay.Ports.Order(StringComparer.Ordinal)))
                .Order(StringComparer.Ordinal),
            .. status.Ports.Select(port =>
                    $"port {port.Name} in {port.Vni} device {port.Device} up {port.Up} budget {Budget(port.Budget)}")
                .Order(StringComparer.Ordinal),
            .. lab.Host(1).Admin.Fdb().Where(entry => entry.Static)
                .Select(entry =>
                    $"static {entry.Vni} {(names.GetValueOrDefault(entry.Target) == entry.Mac ? "own" : entry.Mac)} {entry.Target}")
                .Order(StringComparer.Ordinal),
            .. Enumerable.Range(1, Containers).Select(container => Devices(lab.Container(1, container))),
        ];
    }

    private static string Budget(BudgetSnapshot? budget) => budget is null ? "none" : $"{budget.QuotaNanoseconds / 1_000_000}";

    private static string Devices(Container container)
    {
        IOrderedEnumerable<string> devices = container.Devices().Where(device => device.StartsWith("eth", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
        string mtu = container.Exec("sh", "-c", "cat /sys/class/net/eth*/mtu").Output.Trim();
        string addresses = container.Exec("sh", "-c", "ip -4 -o address | sed -n 's/.*inet \\(10[.]1[^/]*\\).*/\\1/p'").Output.Trim();
        return $"{container.Port} has {string.Join(' ', devices)} mtu {mtu} address {addresses}";
    }

    private sealed record WantedPort(int Container, string Name, uint Vni, string Device, int Address, int Budget)
    {
        public static WantedPort Next(Random random, int container) => new(
            container, $"port{container}{(random.Next(4) == 0 ? "x" : "")}", s_vnis[random.Next(2)], $"eth{random.Next(2)}",
            (container * 10) + random.Next(2), random.Next(3) * 10);
    }

    private sealed record WantedOverlay(uint Vni, int Mtu, bool Peers, bool Static);

    private sealed record Wanted(IReadOnlyList<WantedOverlay> Overlays, IReadOnlyList<WantedPort> Ports)
    {
        private const string StaticMac = "02:00:00:00:aa:aa";
        private const string Peer = "10.99.0.2";

        public static Wanted Next(Random random)
        {
            WantedOverlay[] overlays = [.. s_vnis.Select(
                vni => new WantedOverlay(vni, random.Next(4) == 0 ? 1400 : 1450, random.Next(2) == 0, random.Next(2) == 0))];
            if (random.Next(3) == 0) overlays = [overlays[random.Next(2)]];
            WantedPort[] ports = [.. Enumerable.Range(1, Containers).Where(_ => random.Next(3) > 0).Select(
                container => WantedPort.Next(random, container))];
            return new Wanted(overlays, [.. ports.Where(port => overlays.Any(overlay => overlay.Vni == port.Vni))]);
        }

        public IEnumerable<string> Yaml(Lab lab) =>
        [
            "overlays:",
            .. Overlays.SelectMany(overlay => (string[])
            [
                $"  - vni: {overlay.Vni}",
                $"    mtu: {overlay.Mtu}",
                $"    peers: [{(overlay.Peers ? Peer : "")}]",
                $"    fdb: [{(overlay.Static ? $"{{mac: \"{StaticMac}\", vtep: {Peer}}}" : "")}]",
                $"    ports: [{string.Join(", ", PortsOf(overlay).Select(port => Yaml(port, lab)))}]",
            ]),
        ];

        public IReadOnlyList<string> Expected() =>
        [
            .. Overlays.Select(overlay =>
                    $"overlay {overlay.Vni} mtu {overlay.Mtu} peers {(overlay.Peers ? Peer : "")} ports "
                    + string.Join(' ', PortsOf(overlay).Select(port => port.Name).Order(StringComparer.Ordinal)))
                .Order(StringComparer.Ordinal),
            .. Ports.Select(port =>
                    $"port {port.Name} in {port.Vni} device {port.Device} up True budget {(port.Budget == 0 ? "none" : port.Budget)}")
                .Order(StringComparer.Ordinal),
            .. Ports.Select(port => $"static {port.Vni} own {port.Name}").Concat(
                Overlays.Where(overlay => overlay.Static).Select(overlay => $"static {overlay.Vni} {StaticMac} {Peer}"))
                .Order(StringComparer.Ordinal),
            .. Enumerable.Range(1, Containers).Select(container => Devices(container)),
        ];

        private IEnumerable<WantedPort> PortsOf(WantedOverlay overlay) => Ports.Where(port => port.Vni == overlay.Vni);

        private string Devices(int container)
        {
            WantedPort? port = Ports.SingleOrDefault(port => port.Container == container);
            string mtu = port is null ? "" : $"{Overlays.Single(overlay => overlay.Vni == port.Vni).Mtu}";
            return $"h1c{container} has {port?.Device} mtu {mtu} address {(port is null ? "" : $"10.1.0.{port.Address}")}";
        }

        private static string Yaml(WantedPort port, Lab lab) =>
            $"{{name: {port.Name}, netns: {lab.Container(1, port.Container).Name}, device: {port.Device}, "
                + $"addresses: [10.1.0.{port.Address}/24]"
            + $"{(port.Budget == 0 ? "" : $", budget: {{cpu: {port.Budget}%}}")}}}";
    }
}
