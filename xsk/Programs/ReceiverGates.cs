namespace Falcon.Xsk;

/// <summary>
/// Gates before receivers, which the XDP programs of all uplinks that were loaded with them keep: see <see cref="ReceiverGate"/> and
/// xsk/bpf/receiver_gates.h. A receiver has one place; two that share it take it from each other. Any thread; memory accesses, no
/// system calls, no locks: what races costs a frame more or less.
/// </summary>
public sealed class ReceiverGates : IDisposable
{
    private const int Slots = 256; // GATES
    private const int Head = 1;    // entry 0 opens last of all

    private readonly BpfMap _map;
    private readonly MappedArray<ReceiverGate> _gates;

    private ReceiverGates(BpfMap map, MappedArray<ReceiverGate> gates)
    {
        _map = map;
        _gates = gates;
    }

    /// <summary>Makes gates that all stand open.</summary>
    /// <exception cref="XskException">The kernel refuses the map.</exception>
    public static unsafe ReceiverGates Create()
    {
        BpfMap map = BpfMap.Create("gates", BpfMapKind.MappedArray, sizeof(int), sizeof(ReceiverGate), Head + Slots);
        return new ReceiverGates(map, new MappedArray<ReceiverGate>(map, writable: true));
    }

    /// <summary>The gate in a receiver's place: its own, or another's.</summary>
    public ref ReceiverGate At(ReceiverKey receiver) => ref _gates.Entries[Head + receiver.SlotIn(Slots)];

    /// <summary>All gates, to count what they held back.</summary>
    public ReadOnlySpan<ReceiverGate> All => _gates.Entries[Head..];

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
    }

    internal void ShareWith(BpfObject bpf) => bpf.Share(_map);
}
