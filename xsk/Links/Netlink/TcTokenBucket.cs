using System.Runtime.InteropServices;

namespace Falcon.Xsk.Links.Netlink;

/// <summary>
/// struct tc_tbf_qopt of linux/pkt_sched.h with its two struct tc_ratespec as plain fields. Rates in bytes per second, the limit in bytes.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TcTokenBucket
{
    private readonly byte _cellLog;
    public byte LinkLayer;
    private readonly ushort _overhead;
    private readonly short _cellAlign;
    public ushort SmallestPacket; // mpu: a smaller packet costs as much
    public uint Rate;
    private readonly PeakRate _peak;
    public uint Limit;
    private readonly uint _buffer; // in ticks; TCA_TBF_BURST gives it in bytes
    private readonly uint _mtu;

    [StructLayout(LayoutKind.Sequential, Size = 12)]
    private readonly struct PeakRate;
}
