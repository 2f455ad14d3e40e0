namespace Falcon.Xsk.Packets;

/// <summary>
/// The order in which waiting slots of a <see cref="PacketRing"/> are received. Ports take turns of a few frames each, so that a port with
/// few frames does not wait for one with many. A port's frames keep their order. All queued frames keep their order too, because the kernel
/// returns them in no other: a port whose next frame is queued after another port's lends that port its turn. No I/O; allocates only in its
/// constructor. Not thread-safe.
/// </summary>
internal sealed class RingSchedule
{
    /// <summary>The result when there is no slot.</summary>
    public const int None = -1;

    /// <summary>Frames per turn: enough to keep a run of one flow together.</summary>
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
    private int _left = FramesPerTurn; // of the current turn

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

    /// <summary>Appends a slot that is not in the schedule.</summary>
    /// <param name="slot">Its number.</param>
    /// <param name="port">The port of its frame.</param>
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

    /// <summary>The next slot; <see cref="None"/> when none waits.</summary>
    /// <param name="queued">Whether its frame is the first of the socket's queue. Otherwise the frame is in the slot.</param>
    public int Next(out bool queued)
    {
        queued = false;
        if (Waiting == 0) return None;
        int slot = _first[PortInTurn()];
        queued = _isQueued[slot];
        return slot;
    }

    /// <summary>Removes the next slot.</summary>
    /// <param name="slot">The result of <see cref="Next"/>.</param>
    public void Take(int slot)
    {
        _left--;
        if (_isQueued[slot]) _firstQueued = _nextQueued[slot];
        TakeFirstOf(_portOf[slot]);
    }

    /// <summary>Removes further slots while the next frames of the queue are also their ports' next ones. Ends the turn.</summary>
    /// <param name="slots">Receives the slots, in the order of the queue; may be empty.</param>
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

    /// <summary>Puts back the queued slots that were removed last.</summary>
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

    /// <summary>The port whose turn it is, or the port that it lends the turn to. At least one port must be waiting.</summary>
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

    // The last element of an empty list does not matter.
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
