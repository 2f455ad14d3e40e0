using Falcon.Engine.Tables;
using Falcon.Engine.Topology;

namespace Falcon.Engine.Tests.Topology;

/// <summary>100,000 different containers in one engine's life, with traffic: nothing that is kept grows with their number.</summary>
[Collection(nameof(MeasuresMemory))]
public sealed class ManyContainersTests
{
    private const int Containers = 100_000;
    private const int AtATime = 300;
    private const int New = 200; // in each change
    private const int Overlays = 4;

    /// <summary>
    /// The live ones, the remembered ones, and those that left in five changes; in one of these all move to other overlays.
    /// </summary>
    private const int MostPlaces = AtATime + LiveTopology.MostRemembered + 4 * New + 2 * AtATime;

    private const long MostGrowth = 16 << 20;

    [Fact]
    public void A_hundred_thousand_containers_come_and_go()
    {
        using var host = new ChurnHost(workers: 2, ForwardingState.MostPorts, LiveTopology.MostRemembered) { Unicasts = 500 };
        var now = new Queue<int>();
        int numbers = 0, most = 0;
        long memory = 0, sent = 0;
        while (numbers < Containers)
        {
            for (int i = 0; i < New; i++) now.Enqueue(++numbers);
            while (now.Count > AtATime) host.Devices.Containers.TryRemove(now.Dequeue(), out _);
            // An overlay lives for a number of changes.
            uint vni = (uint)(1000 + numbers / New / 10 * Overlays);
            ILookup<uint, int> overlays = now.ToLookup(number => vni + (uint)(number % Overlays));
            host.Become(overlays.ToDictionary(overlay => overlay.Key, overlay => overlay.ToArray()));
            while (numbers / New % 5 == 0 && host.Topology.Reclaim()) Thread.Sleep(1);
            most = Math.Max(most, host.Topology.Billed.Ports.Count(port => port != Snapshots.BilledPort.Nobody));
            if (numbers != Containers / 5) continue;
            memory = GC.GetTotalMemory(forceFullCollection: true);
            sent = host.Sent;
        }

        long growth = GC.GetTotalMemory(forceFullCollection: true) - memory;
        Assert.True(growth < MostGrowth, $"{growth >> 20} MiB more after {Containers} containers than after {Containers / 5}");
        Assert.True(host.Sent > sent, "containers sent meanwhile");
        Assert.InRange(most, AtATime, MostPlaces);
        Assert.InRange(host.State.Ports.Length, AtATime, MostPlaces);
        Assert.InRange(host.State.Overlays.Length, Overlays, MostPlaces);
        host.Stop();
        Assert.Empty(host.Wrong.Take(5));
        Assert.True(host.AllFramesAreFree);
        Assert.Equal(host.Bills().CpuNanoseconds, host.Bills().Sum);
    }
}
