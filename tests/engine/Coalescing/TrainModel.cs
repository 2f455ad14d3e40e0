using Falcon.Testing.Frames;

namespace Falcon.Engine.Tests.Coalescing;

/// <summary>The joining rules in their plainest form: one flow, a list of segments, and the trains that must result.</summary>
internal static class TrainModel
{
    private static readonly byte[] s_any = [];

    public static List<List<Segment>> Trains(IEnumerable<Segment> flow)
    {
        List<List<Segment>> trains = [];
        foreach (Segment segment in flow)
        {
            if (trains.Count > 0 && MayJoin(trains[^1], segment)) trains[^1].Add(segment);
            else trains.Add([segment]);
        }

        return trains;
    }

    private static bool MayJoin(List<Segment> train, Segment next)
    {
        (Segment head, Segment last) = (train[0], train[^1]);
        if (!MayTravelTogether(head) || !MayTravelTogether(next) || Common(head) != Common(next)) return false;
        if (train.Count == 64 || last.Payload.Length < head.Payload.Length || next.Payload.Length > head.Payload.Length) return false;
        if (head.Headers - 14 + train.Sum(segment => segment.Payload.Length) + next.Payload.Length > 65_535) return false;
        if (!head.Tcp) return true;
        if ((last.Flags & (Segment.Psh | Segment.Fin)) != 0 || next.Sequence != last.Sequence + (uint)last.Payload.Length) return false;
        return head.Ipv6 || FollowsIdentification(train, next);
    }

    /// <summary>Whether the identification counts up or, with DF, stays the same.</summary>
    private static bool FollowsIdentification(List<Segment> train, Segment next)
    {
        bool mayStay = (next.FragmentBits & 0x4000) != 0;
        bool stays = mayStay && next.Identification == train[^1].Identification;
        bool stayed = train.Count > 1 && train[1].Identification == train[0].Identification;
        bool counts = next.Identification == (ushort)(train[^1].Identification + 1);
        return train.Count == 1 ? stays || counts : stayed ? stays : counts;
    }

    private static bool MayTravelTogether(Segment segment)
    {
        const byte Common = Segment.Ack | Segment.Ece | Segment.Psh | Segment.Fin;
        if (segment.Payload.Length == 0 || segment.Padding != 0 || segment.IpOptions.Length != 0 || segment.HeaderDamage != 0) return false;
        bool right = segment.Damage == 0 || segment.LooksUnfinished;
        if (segment.Tcp) return right && (segment.Flags & ~Common) == 0 && (segment.Flags & Segment.Ack) != 0;
        return segment.HasChecksum ? right : !segment.Ipv6;
    }

    /// <summary>
    /// A segment without the fields that may differ within a train. Arrays compare by reference: those of one flow are the same array.
    /// </summary>
    private static Segment Common(Segment segment) => segment with
    {
        Sequence = 0,
        Identification = 0,
        Payload = s_any,
        Flags = (byte)(segment.Flags & ~(Segment.Psh | Segment.Fin)),
        UrgentPointer = 0, // without URG it has no meaning
    };
}
