using Falcon.Bench.Scenarios.Model;
using Falcon.Testing.Lab;
using Falcon.Testing.Processes;

namespace Falcon.Bench.Scenarios.Lab;

/// <summary>A lab with a system under test in it, ready for a scenario.</summary>
public sealed class Testbed(LabTopology lab) : IAsyncDisposable
{
    private readonly List<Func<Task>> _undo = [];

    public LabTopology Lab { get; } = lab;

    /// <summary>The container that serves: h1c1, or h1 itself where there is no overlay.</summary>
    public required Endpoint Server { get; init; }

    /// <summary>A second container beside the server.</summary>
    public required Endpoint Neighbour { get; init; }

    /// <summary>The container on the other host.</summary>
    public required Endpoint Client { get; init; }

    /// <summary>The device at the far end of h1's uplink, where the generator sends.</summary>
    public Endpoint Wire => new(Lab.Host("h2").Netns, Lab.Host("h2").Address, "eth1", "");

    /// <summary>The uplink of the host under test.</summary>
    public required Endpoint Uplink { get; init; }

    /// <summary>The VNI that frames from the wire carry; null where there is no overlay.</summary>
    public required uint? Vni { get; init; }

    /// <summary>Whether the system has worked already, see <see cref="Systems.SystemUnderTest.WarmsUp"/>.</summary>
    public bool IsWarm { get; set; }

    /// <summary>Registers what has to happen before the lab is removed; the last registered goes first.</summary>
    public void OnDispose(Func<Task> undo) => _undo.Add(undo);

    /// <summary>Builds the testbed of a lab whose containers talk over an overlay.</summary>
    public static async Task<Testbed> OverlayAsync(LabTopology lab, CancellationToken cancel) => new(lab)
    {
        Server = ContainerEndpoint(lab, "h1c1"),
        Neighbour = ContainerEndpoint(lab, "h1c2"),
        Client = ContainerEndpoint(lab, "h2c1"),
        Uplink = await HostEndpointAsync(lab, "h1", cancel),
        Vni = lab.Container("h1c1").Vni,
    };

    /// <summary>Builds the testbed of a lab whose hosts themselves talk.</summary>
    public static async Task<Testbed> UnderlayAsync(LabTopology lab, CancellationToken cancel)
    {
        Endpoint server = await HostEndpointAsync(lab, "h1", cancel);
        Endpoint client = await HostEndpointAsync(lab, "h2", cancel);
        return new Testbed(lab) { Server = server, Neighbour = server, Client = client, Uplink = server, Vni = null };
    }

    /// <summary>
    /// Whether the testbed still works: its namespaces are there, its daemons live, and a ping gets through, which also fills the tables
    /// of whoever learns addresses.
    /// </summary>
    /// <exception cref="InvalidRunException">It does not; the message says what is missing.</exception>
    public async Task CheckAsync(CancellationToken cancel)
    {
        foreach (string netns in Lab.Hosts.Select(host => host.Netns).Concat(Lab.Containers.Select(container => container.Netns)))
        {
            if (!File.Exists($"/run/netns/{netns}"))
                throw new InvalidRunException($"the namespace {netns} is gone");
        }

        foreach (LabHost host in Lab.Hosts)
        {
            if (host.Pid is { } pid && !Directory.Exists($"/proc/{pid}"))
                throw new InvalidRunException($"falcon on {host.Name} has ended (process {pid})");
        }

        await Task.WhenAll(PingAsync(Client, Server, cancel), PingAsync(Neighbour, Server, cancel));
    }

    /// <summary>Stops its daemons while another testbed is measured: one that polls would take part.</summary>
    public void Pause() => SignalDaemons(Signal.Stop);

    public void Resume() => SignalDaemons(Signal.Continue);

    public async ValueTask DisposeAsync()
    {
        Resume();
        foreach (Func<Task> undo in Enumerable.Reverse(_undo))
            await undo();
        await BenchLab.DownAsync(Lab.Name);
    }

    private void SignalDaemons(Signal signal)
    {
        foreach (int daemon in Lab.Hosts.Select(host => host.Pid).OfType<int>())
            Signals.Send(daemon, signal);
    }

    private static async Task PingAsync(Endpoint from, Endpoint to, CancellationToken cancel)
    {
        await using RunningCommand ping = new Command("ping", "-q", "-n", "-c", "3", "-i", "0.05", "-W", "1", to.Address).In(from.Netns)
            .Start();
        CommandResult result = await ping.EndsAsync(TimeSpan.FromSeconds(10), cancel);
        if (result.ExitCode != 0)
            throw new InvalidRunException($"{from.Netns} does not reach {to.Address} of {to.Netns}");
    }

    private static Endpoint ContainerEndpoint(LabTopology lab, string name)
    {
        LabContainer container = lab.Container(name);
        return new Endpoint(container.Netns, container.Ipv4, container.Device, container.Mac);
    }

    private static async Task<Endpoint> HostEndpointAsync(LabTopology lab, string name, CancellationToken cancel)
    {
        LabHost host = lab.Host(name);
        return new Endpoint(host.Netns, host.Address, host.Device, await Devices.MacAsync(host.Netns, host.Device, cancel));
    }
}
