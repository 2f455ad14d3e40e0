using Falcon.Bench.Scenarios.Model;
using Falcon.Bench.Scenarios.Tools;

namespace Falcon.Bench.Scenarios.Lab;

/// <summary>A lab with a system under test in it, ready for a scenario.</summary>
public sealed class Testbed(LabDescription lab) : IAsyncDisposable
{
    private readonly List<Func<Task>> _undo = [];

    public LabDescription Lab { get; } = lab;

    /// <summary>The container that serves: h1c1, or h1 itself where there is no overlay.</summary>
    public required Endpoint Server { get; init; }

    /// <summary>A second container beside the server.</summary>
    public required Endpoint Neighbour { get; init; }

    /// <summary>The container on the other host.</summary>
    public required Endpoint Client { get; init; }

    /// <summary>The device at the far end of h1's uplink, where the generator sends.</summary>
    public Endpoint Wire => new(Lab.HostNamed("h2").Netns, Lab.HostNamed("h2").Address, "eth1", "");

    /// <summary>The uplink of the host under test.</summary>
    public required Endpoint Uplink { get; init; }

    /// <summary>The VNI that frames from the wire carry; null where there is no overlay.</summary>
    public required int? Vni { get; init; }

    /// <summary>Whether the system has worked already, see <see cref="Systems.SystemUnderTest.WarmsUp"/>.</summary>
    public bool IsWarm { get; set; }

    /// <summary>Registers what has to happen before the lab is removed; the last registered goes first.</summary>
    public void OnDispose(Func<Task> undo) => _undo.Add(undo);

    /// <summary>Builds the testbed of a lab whose containers talk over an overlay.</summary>
    public static async Task<Testbed> OverlayAsync(LabDescription lab, CancellationToken cancel) => new(lab)
    {
        Server = ContainerEndpoint(lab, "h1c1"),
        Neighbour = ContainerEndpoint(lab, "h1c2"),
        Client = ContainerEndpoint(lab, "h2c1"),
        Uplink = await HostEndpointAsync(lab, "h1", cancel),
        Vni = lab.ContainerNamed("h1c1").Vni,
    };

    /// <summary>Builds the testbed of a lab whose hosts themselves talk.</summary>
    public static async Task<Testbed> UnderlayAsync(LabDescription lab, CancellationToken cancel)
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

        foreach (LabDescription.Host host in Lab.Hosts)
        {
            if (host.Pid is { } pid && !Directory.Exists($"/proc/{pid}"))
                throw new InvalidRunException($"falcon on {host.Name} has ended (process {pid})");
        }

        await Task.WhenAll(PingAsync(Client, Server, cancel), PingAsync(Neighbour, Server, cancel));
    }

    /// <summary>Stops its daemons while another testbed is measured: one that polls would take part.</summary>
    public void Pause() => SignalDaemons(Signals.Stop);

    public void Resume() => SignalDaemons(Signals.Continue);

    public async ValueTask DisposeAsync()
    {
        Resume();
        foreach (Func<Task> undo in Enumerable.Reverse(_undo))
            await undo();
        await LabScript.DownAsync(Lab.Name);
    }

    private void SignalDaemons(int signal)
    {
        foreach (int daemon in Lab.Hosts.Select(host => host.Pid).OfType<int>())
            Signals.Send(daemon, signal);
    }

    private static async Task PingAsync(Endpoint from, Endpoint to, CancellationToken cancel)
    {
        await using ChildProcess ping = ChildProcess.Start(
            new Command("ping", "-q", "-n", "-c", "3", "-i", "0.05", "-W", "1", to.Address).In(from.Netns));
        CommandResult result = await ping.WaitAsync(TimeSpan.FromSeconds(10), cancel);
        if (result.ExitCode != 0)
            throw new InvalidRunException($"{from.Netns} does not reach {to.Address} of {to.Netns}");
    }

    private static Endpoint ContainerEndpoint(LabDescription lab, string name)
    {
        LabDescription.Container container = lab.ContainerNamed(name);
        return new Endpoint(container.Netns, container.Addresses[0].Split('/')[0], container.Device, container.Mac);
    }

    private static async Task<Endpoint> HostEndpointAsync(LabDescription lab, string name, CancellationToken cancel)
    {
        LabDescription.Host host = lab.HostNamed(name);
        return new Endpoint(host.Netns, host.Address, host.Device, await Devices.MacAsync(host.Netns, host.Device, cancel));
    }
}
