using Falcon.Engine.Tables;
using Falcon.Vxlan;

namespace Falcon.Engine.Lanes.Packets;

/// <summary>
/// Chooses the <see cref="SegmentGuess"/> for the next offers. One offer serves all ports, because a message's port is known only on
/// arrival. So the ports vote with their large frames. The port that the guess came from changes it at once. Another port outvotes it by
/// more frames than fit the guess, and only while its own frames repeat. A port that alternates its sizes has no vote, so it cannot force
/// copies of others' frames. One thread.
/// </summary>
/// <param name="mtu">Bytes of the largest IP packet of a segment.</param>
/// <param name="slots">The most slices offered for a message.</param>
internal sealed class GuessElection(int mtu, int slots)
{
    /// <summary>A port votes after this many frames that were cut like the one before.</summary>
    private const int Steady = 4;

    private const int MostSteady = 16;
    private const int MostVotes = 16;
    private const int Nobody = -1;

    private readonly Record[] _records = new Record[ForwardingState.MostPorts];
    private int _owner = Nobody;
    private int _votes;

    /// <summary>The guess for the next offer.</summary>
    public SegmentGuess Winner { get; private set; } = SegmentGuess.Typical(mtu);

    /// <summary>Notes how a port's large frame was cut.</summary>
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

    /// <summary>Whether the largest message fits slices cut this way; it does not when segments are very small.</summary>
    private bool IsUseful(in SegmentGuess cut)
    {
        int whole = cut.Headers + cut.Segment;
        return whole <= mtu + EthernetHeader.Length && whole >= mtu / 2 && cut.SlicesOfLargest <= slots;
    }

    /// <summary>How a port cut its last large frame, and how often in a row.</summary>
    private struct Record
    {
        public SegmentGuess Last;
        public int Steadiness;
    }
}
