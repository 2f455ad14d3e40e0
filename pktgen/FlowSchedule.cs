namespace Falcon.Pktgen;

/// <summary>Which frame is next: flows take turns, each with a burst of frames. Twin of next_frame in bpf/pktgen.bpf.c.</summary>
/// <param name="flows">Number of flows, 1 to 65,536.</param>
/// <param name="burst">Frames of one flow in a row, at least 1.</param>
public struct FlowSchedule(int flows, int burst)
{
    private int _flow;
    private int _position;
    private ulong _round;

    /// <summary>The next flow and its next sequence number.</summary>
    public (ushort Flow, ulong Sequence) Next()
    {
        (ushort, ulong) next = ((ushort)_flow, (_round * (ulong)burst) + (ulong)_position);
        if (++_position < burst)
            return next;
        _position = 0;
        if (++_flow < flows)
            return next;
        _flow = 0;
        _round++;
        return next;
    }
}
