using System.Runtime.InteropServices;

namespace Falcon.Xsk.Links.Netlink;

/// <summary>A received message: its header and a view of the rest.</summary>
internal readonly ref struct NetlinkMessage(NetlinkHeader header, ReadOnlySpan<byte> payload)
{
    /// <summary>RTM_* or NLMSG_*.</summary>
    public ushort Type => header.Type;

    /// <summary>NLM_F_*.</summary>
    public ushort Flags => header.Flags;

    /// <summary>The sequence number of the request that it answers; 0 for an event.</summary>
    public uint Sequence => header.Sequence;

    /// <summary>Everything after the header.</summary>
    public ReadOnlySpan<byte> Payload { get; } = payload;

    /// <summary>The family's fixed structure; all zero when the message is too short.</summary>
    public T Fixed<T>() where T : unmanaged => MemoryMarshal.TryRead<T>(Payload, out T value) ? value : default;

    /// <summary>The attributes after a fixed structure of <paramref name="size"/> bytes.</summary>
    public NetlinkAttributes Attributes(int size) => new(size <= Payload.Length ? Payload[size..] : default);

    /// <summary>Error number, positive, of an NLMSG_ERROR or NLMSG_DONE message; 0 for an acknowledgement.</summary>
    public int ErrorNumber => MemoryMarshal.TryRead<int>(Payload, out int value) ? -value : 0;

    /// <summary>The kernel's explanation of an error (extended acknowledgement); empty when it gave none.</summary>
    public string ErrorText()
    {
        if ((Flags & Rtnl.NLM_F_ACK_TLVS) == 0)
            return "";
        foreach (NetlinkAttribute attribute in Attributes(ErrorAttributesOffset()))
        {
            if (attribute.Type == Rtnl.NLMSGERR_ATTR_MSG)
                return attribute.Text;
        }

        return "";
    }

    // After an error come the request's header and, unless NLM_F_CAPPED is set, the request itself.
    private int ErrorAttributesOffset()
    {
        if (Type != Rtnl.NLMSG_ERROR)
            return sizeof(int);
        bool capped = (Flags & Rtnl.NLM_F_CAPPED) != 0;
        int stated = MemoryMarshal.TryRead<int>(Payload[Math.Min(4, Payload.Length)..], out int length) ? length : 0;
        int request = Math.Clamp(capped ? NetlinkHeader.Size : stated, NetlinkHeader.Size, ushort.MaxValue);
        return sizeof(int) + NetlinkHeader.Align(request);
    }
}
