namespace Falcon.Pktgen;

/// <summary>
/// Counts losses, duplicates and reorderings by the sequence numbers of each flow, which count from 0. For each flow it remembers which of
/// the latest 1,024 numbers came: exact as long as no datagram is later than that. Recording allocates nothing. Not thread-safe.
/// </summary>
public sealed class SequenceTracker
{
    /// <summary>How far behind the highest number a datagram can be told late from doubled.</summary>
    public const int Window = 1024;

    private const int Flows = ushort.MaxValue + 1;
    private const int WordBits = 64;
    private const int Words = Window / WordBits;

    private readonly FlowState[] _flows = new FlowState[Flows];
    private readonly ulong[] _heard = new ulong[Flows * Words]; // bit N % Window of a flow: number N came

    /// <summary>A datagram has come.</summary>
    public void Record(ushort flow, ulong sequence)
    {
        ref FlowState state = ref _flows[flow];
        Span<ulong> heard = _heard.AsSpan(flow * Words, Words);
        state.Received++;
        ref ulong word = ref heard[(int)(sequence % Window / WordBits)];
        ulong bit = 1UL << (int)(sequence % WordBits);
        if (sequence >= state.Next)
        {
            if (sequence > state.Next)
                Forget(heard, state.Next, sequence);
            state.Next = sequence + 1;
            word |= bit;
        }
        else if (sequence < state.First || state.Next - sequence > Window)
        {
            state.Stale++;
        }
        else if ((word & bit) != 0)
        {
            state.Duplicates++;
        }
        else
        {
            state.Reordered++;
            word |= bit;
        }
    }

    /// <summary>The counts of all flows.</summary>
    public SequenceCounts Total()
    {
        SequenceCounts total = default;
        for (int flow = 0; flow < Flows; flow++)
            total += Flow((ushort)flow);
        return total;
    }

    /// <summary>The counts of one flow; all zero when it was not heard.</summary>
    public SequenceCounts Flow(ushort flow)
    {
        ref FlowState state = ref _flows[flow];
        long unique = state.Received - state.Duplicates - state.Stale;
        return new SequenceCounts(
            state.Received > 0 ? 1 : 0, state.Received, (long)(state.Next - state.First) - unique, state.Duplicates, state.Reordered,
            state.Stale);
    }

    /// <summary>Counts from now on: what is missing so far is forgotten, what comes late from before is stale.</summary>
    public void Reset()
    {
        foreach (ref FlowState state in _flows.AsSpan())
            state = new FlowState { First = state.Next, Next = state.Next };
    }

    // The numbers from..to-1 did not come; their bits may be those of numbers a window before.
    private static void Forget(Span<ulong> heard, ulong from, ulong to)
    {
        if (to - from >= Window)
        {
            heard.Clear();
            return;
        }

        for (ulong sequence = from; sequence < to; sequence++)
            heard[(int)(sequence % Window / WordBits)] &= ~(1UL << (int)(sequence % WordBits));
    }

    private struct FlowState
    {
        public ulong First;
        public ulong Next;
        public long Received;
        public long Duplicates;
        public long Reordered;
        public long Stale;
    }
}
