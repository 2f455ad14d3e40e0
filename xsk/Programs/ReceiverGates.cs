namespace Falcon.Xsk;

/// <summary>
/// Gates before receivers, which the XDP programs of all uplinks that were loaded with them keep: see <see cref="ReceiverGate"/> and
/// xsk/bpf/receiver_gates.h. A receiver has one place; two that share it take it from each other. Any thread; but for
/// <see cref="DropsOf"/> memory accesses, no system calls, no locks: what races costs a frame more or less.
/// </summary>
public sealed class ReceiverGates : IDisposable
{
    private const int Slots = 256; // GATES
    private const int Head = 1;    // entry 0 opens last of all, and has the hash's factor in place of a receiver

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

    /// <summary>Makes gates that all stand open.</summary>
    /// <param name="containers">How many containers receivers are in, at least 1.</param>
    /// <exception cref="XskException">The kernel refuses the maps.</exception>
    public static unsafe ReceiverGates Create(int containers)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(containers);
        BpfMap map = BpfMap.Create("gates", BpfMapKind.MappedArray, sizeof(int), sizeof(ReceiverGate), Head + Slots);
        BpfMap drops = BpfMap.Create("gate_drops", BpfMapKind.PerCpuArray, sizeof(int), sizeof(long), containers);
        return new ReceiverGates(map, drops);
    }

    /// <summary>The gate in a receiver's place: its own, or another's.</summary>
    public ref ReceiverGate At(ReceiverKey receiver) => ref _gates.Entries[Head + receiver.SlotIn(Slots, _factor)];

    /// <summary>Frames of a container that found gates closed.</summary>
    /// <exception cref="XskException">There is no such container.</exception>
    public long DropsOf(int container) => _drops.ReadPerCpu<int, long>(container).Sum();

    /// <summary>Lets the programs look at gates until then; afterwards all stand open. Never earlier than it was before.</summary>
    public void WatchUntil(long timestamp)
    {
        ref long last = ref _gates.Entries[0].Opens;
        if (last < timestamp) Volatile.Write(ref last, timestamp);
    }

    /// <summary>Unmaps them; programs that still use them go on as they were left.</summary>
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
