using Falcon.Xsk.Native;

namespace Falcon.Xsk.Programs;

/// <summary>
/// Gates in front of receivers, in the XDP programs of all uplinks that use them: see <see cref="ReceiverGate"/> and
/// xsk/bpf/receiver_gates.h. Each receiver has one slot; receivers with the same slot replace each other. Any thread. Except for
/// <see cref="DropsOf"/> there are only memory accesses, no system calls and no locks; a race costs a frame more or less.
/// </summary>
public sealed class ReceiverGates : IDisposable
{
    private const int Slots = 256; // GATES
    private const int Head = 1;    // entry 0 has the latest opening of all, and the hash's factor as its receiver

    private readonly BpfMap _map;
    private readonly BpfMap _drops;
    private readonly MappedArray<ReceiverGate> _gates;
    private readonly ulong _factor = ReceiverKey.NewFactor();

    private ReceiverGates(BpfMap map, BpfMap drops)
    {
        _map = map;
        _drops = drops;
        _gates = new MappedArray<ReceiverGate>(map, writable: true);
        _gates.Entries[0].Receiver = _factor;
    }

    /// <summary>Makes gates that are all open.</summary>
    /// <param name="containers">How many containers there can be, at least 1.</param>
    /// <exception cref="XskException">The kernel refuses the maps.</exception>
    public static unsafe ReceiverGates Create(int containers)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(containers);
        var map = BpfMap.Create("gates", BpfMapKind.MappedArray, sizeof(int), sizeof(ReceiverGate), Head + Slots);
        var drops = BpfMap.Create("gate_drops", BpfMapKind.PerCpuArray, sizeof(int), sizeof(long), containers);
        return new ReceiverGates(map, drops);
    }

    /// <summary>The gate in a receiver's slot. It may belong to another receiver.</summary>
    public ref ReceiverGate At(ReceiverKey receiver) => ref _gates.Entries[Head + receiver.SlotIn(Slots, _factor)];

    /// <summary>Frames of a container that were dropped at closed gates.</summary>
    /// <exception cref="XskException">There is no such container.</exception>
    public long DropsOf(int container) => _drops.ReadPerCpu<int, long>(container).Sum();

    /// <summary>Opens the gates of a container that is gone, for good.</summary>
    public void Forget(int container)
    {
        foreach (ref ReceiverGate gate in _gates.Entries[Head..])
        {
            if (gate.Receiver != 0 && gate.Container == container) gate = default;
        }
    }

    /// <summary>Makes the programs check gates until this time; afterwards all are open. Never shortens an earlier time.</summary>
    public void WatchUntil(long timestamp)
    {
        ref long last = ref _gates.Entries[0].Opens;
        if (last < timestamp) Volatile.Write(ref last, timestamp);
    }

    /// <summary>Unmaps the gates. Programs that still use them go on with their last contents.</summary>
    public void Dispose()
    {
        _gates.Dispose();
        _map.Dispose();
        _drops.Dispose();
    }

    internal void ShareWith(BpfObject bpf)
    {
        bpf.Share(_map);
        bpf.Share(_drops);
    }
}
