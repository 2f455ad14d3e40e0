using System.Runtime.InteropServices;

namespace Falcon.Xsk;

/// <summary>One message as received: its header, and a view of what follows.</summary>
internal readonly ref struct NetlinkMessage(NetlinkHeader header, ReadOnlySpan<byte> payload)
{
    /// <summary>RTM_* or NLMSG_*.</summary>
    public ushort Type => header.Type;

    /// <summary>NLM_F_*.</summary>
    public ushort Flags => header.Flags;

    /// <summary>The request it answers; 0 for an event.</summary>
    public uint Sequence => header.Sequence;

    /// <summary>Everything behind the header.</summary>
    public ReadOnlySpan<byte> Payload { get; } = payload;

    /// <summary>The family's fixed structure; all zero when the message is too short for it.</summary>
    public T Fixed<T>() where T : unmanaged => MemoryMarshal.TryRead<T>(Payload, out var value) ? value : default;

    /// <summary>The attributes behind a fixed structure of <paramref name="size"/> bytes.</summary>
    public NetlinkAttributes Attributes(int size) => new(size <= Payload.Length ? Payload[size..] : default);

    /// <summary>Error number, positive, of an NLMSG_ERROR or NLMSG_DONE message; 0 for an acknowledgement.</summary>
    public int ErrorNumber => MemoryMarshal.TryRead<int>(Payload, out var value) ? -value : 0;

    /// <summary>The kernel's explanation of an error (extended acknowledgement); empty when it gave none.</summary>
    public string ErrorText()
    {
        if ((Flags & Rtnl.NLM_F_ACK_TLVS) == 0)
            return "";
        foreach (var attribute in Attributes(ErrorAttributesOffset()))
            if (attribute.Type == Rtnl.NLMSGERR_ATTR_MSG)
                return attribute.Text;
        return "";
    }

    // An error is followed by the request's header and, unless NLM_F_CAPPED says otherwise, the request itself.
    private int ErrorAttributesOffset()
    {
        if (Type != Rtnl.NLMSG_ERROR)
            return sizeof(int);
        var capped = (Flags & Rtnl.NLM_F_CAPPED) != 0;
        var request = capped ? NetlinkHeader.Size : MemoryMarshal.TryRead<int>(Payload[Math.Min(4, Payload.Length)..], out var length) ? length : 0;
        return sizeof(int) + NetlinkHeader.Align(Math.Clamp(request, NetlinkHeader.Size, ushort.MaxValue));
    }
}
