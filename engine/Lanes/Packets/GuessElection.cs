using Falcon.Engine.Tables;
using Falcon.Vxlan;

namespace Falcon.Engine.Lanes.Packets;

/// <summary>
/// Chooses the <see cref="SegmentGuess"/> that the next offers are cut by. One offer serves all ports, because a message's port is known
/// only when it has arrived, so the ports vote with their large frames. The port that the guess was taken from changes it at once. Another
/// port outvotes it by more frames than it fits, and only while its own frames repeat themselves: a port that alternates its sizes has no
/// say, so it cannot make the frames of others be copied. One thread.
/// </summary>
/// <param name="mtu">Largest IP packet of a segment.</param>
/// <param name="slots">Slices that are offered for a message at most.</param>
internal sealed class GuessElection(int mtu, int slots)
{
    /// <summary>A port votes after that many frames that were cut like the one before.</summary>
    private const int Steady = 4;

    private const int MostSteady = 16;
    private const int MostVotes = 16;
    private const int Nobody = -1;

    private readonly Record[] _records = new Record[ForwardingState.MostPorts];
    private int _owner = Nobody;
    private int _votes;

    /// <summary>What the next offer is to be cut by.</summary>
    public SegmentGuess Winner { get; private set; } = SegmentGuess.Typical(mtu);

    /// <summary>A port sent a large frame.</summary>
    public void Note(ushort port, in SegmentGuess cut)
    {
        ref Record own = ref _records[port];
        own.Steadiness = own.Last == cut ? Math.Min(own.Steadiness + 1, MostSteady) : Math.Max(own.Steadiness - Steady, 0);
        own.Last = cut;
        if (cut == Winner)
        {
            _votes = Math.Min(_votes + 1, MostVotes);
            return;
        }

        if (!IsUseful(cut)) return;
        bool mayChange = port == _owner || _owner == Nobody || (own.Steadiness >= Steady && --_votes <= 0);
        if (mayChange) (Winner, _owner, _votes) = (cut, port, 1);
    }

    /// <summary>Whether the largest message fits slices cut so: not when the segments are very small.</summary>
    private bool IsUseful(in SegmentGuess cut)
    {
        int whole = cut.Headers + cut.Segment;
        return whole <= mtu + EthernetHeader.Length && whole >= mtu / 2 && cut.SlicesOfLargest <= slots;
    }

    /// <summary>How a port cut its last large frame, and how steadily it does so.</summary>
    private struct Record
    {
        public SegmentGuess Last;
        public int Steadiness;
    }
}
