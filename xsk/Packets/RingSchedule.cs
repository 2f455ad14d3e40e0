namespace Falcon.Xsk;

/// <summary>
/// In which order the waiting slots of a <see cref="PacketRing"/> are received: ports take turns of a few frames each, so that who sends
/// little does not wait behind who sends much. A port's frames keep their order. So do all queued frames, which the kernel gives in no
/// other: a port whose next frame is queued behind another's lends that one its turn. No I/O; allocates nothing after it is made. Not
/// thread-safe.
/// </summary>
internal sealed class RingSchedule
{
    /// <summary>Returned where there is no slot.</summary>
    public const int None = -1;

    /// <summary>Frames of a turn: enough for a run of one flow to stay together.</summary>
    internal const int FramesPerTurn = 16;

    private readonly int[] _nextOfPort; // by slot
    private readonly int[] _nextQueued; // by slot
    private readonly ushort[] _portOf; // by slot
    private readonly bool[] _isQueued; // by slot
    private readonly int[] _first; // by port
    private readonly int[] _last; // by port
    private readonly bool[] _hasTurn; // by port
    private readonly Queue<ushort> _turns;
    private int _firstQueued = None;
    private int _lastQueued = None;
    private int _left = FramesPerTurn; // of the turn that is under way

    /// <param name="slots">Slots of the ring.</param>
    /// <param name="ports">How many ports there may be, at most 65,535.</param>
    public RingSchedule(int slots, int ports)
    {
        _nextOfPort = new int[slots];
        _nextQueued = new int[slots];
        _portOf = new ushort[slots];
        _isQueued = new bool[slots];
        _first = new int[ports];
        _last = new int[ports];
        _hasTurn = new bool[ports];
        _turns = new Queue<ushort>(ports);
        Array.Fill(_first, None);
    }

    /// <summary>How many slots wait.</summary>
    public int Waiting { get; private set; }

    /// <summary>Appends a slot, which is not in it.</summary>
    /// <param name="slot">Its number.</param>
    /// <param name="port">Whose frame it holds.</param>
    /// <param name="queued">Whether the frame waits in the socket's queue.</param>
    public void Add(int slot, int port, bool queued)
    {
        Waiting++;
        _portOf[slot] = (ushort)port;
        _isQueued[slot] = queued;
        Append(_nextOfPort, ref _first[port], ref _last[port], slot);
        if (queued) Append(_nextQueued, ref _firstQueued, ref _lastQueued, slot);
        if (_hasTurn[port]) return;
        _hasTurn[port] = true;
        _turns.Enqueue((ushort)port);
    }

    /// <summary>The slot that is next; <see cref="None"/> when none waits.</summary>
    /// <param name="queued">Whether its frame is the first of the socket's queue; otherwise it lies in the slot.</param>
    public int Next(out bool queued)
    {
        queued = false;
        if (Waiting == 0) return None;
        int slot = _first[PortInTurn()];
        queued = _isQueued[slot];
        return slot;
    }

    /// <summary>Takes the slot out that is next.</summary>
    /// <param name="slot">What <see cref="Next"/> has returned.</param>
    public void Take(int slot)
    {
        _left--;
        if (_isQueued[slot]) _firstQueued = _nextQueued[slot];
        TakeFirstOf(_portOf[slot]);
    }

    /// <summary>Takes further slots out, as long as the next frames of the queue are their ports' next; the turn is over then.</summary>
    /// <param name="slots">Receives them, in the order of the queue; may be empty.</param>
    /// <returns>How many.</returns>
    public int TakeQueued(Span<int> slots)
    {
        int count = 0;
        while (count < slots.Length && _firstQueued != None && _first[_portOf[_firstQueued]] == _firstQueued)
        {
            int slot = _firstQueued;
            _firstQueued = _nextQueued[slot];
            slots[count++] = TakeFirstOf(_portOf[slot]);
        }

        _left = 0;
        return count;
    }

    /// <summary>Puts queued slots back that were the last to be taken.</summary>
    public void PutBackQueued(ReadOnlySpan<int> slots)
    {
        for (int i = slots.Length - 1; i >= 0; i--)
        {
            int slot = slots[i], port = _portOf[slot];
            Waiting++;
            Prepend(_nextOfPort, ref _first[port], ref _last[port], slot);
            Prepend(_nextQueued, ref _firstQueued, ref _lastQueued, slot);
            if (_hasTurn[port]) continue;
            _hasTurn[port] = true;
            _turns.Enqueue((ushort)port);
        }
    }

    /// <summary>Whose turn it is, or who borrows it; some port waits.</summary>
    private int PortInTurn()
    {
        int port;
        while (_first[port = _turns.Peek()] == None || _left <= 0) EndTurn();
        int slot = _first[port];
        return _isQueued[slot] && slot != _firstQueued ? _portOf[_firstQueued] : port;
    }

    private void EndTurn()
    {
        ushort port = _turns.Dequeue();
        _left = FramesPerTurn;
        _hasTurn[port] = _first[port] != None;
        if (_hasTurn[port]) _turns.Enqueue(port);
    }

    private int TakeFirstOf(int port)
    {
        Waiting--;
        int slot = _first[port];
        _first[port] = _nextOfPort[slot];
        return slot;
    }

    // What is last of an empty list does not matter.
    private static void Append(int[] next, ref int first, ref int last, int slot)
    {
        next[slot] = None;
        if (first == None) first = slot;
        else next[last] = slot;
        last = slot;
    }

    private static void Prepend(int[] next, ref int first, ref int last, int slot)
    {
        next[slot] = first;
        if (first == None) last = slot;
        first = slot;
    }
}
