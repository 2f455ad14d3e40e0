using System.Runtime.InteropServices;

namespace Falcon.Xsk;

/// <summary>struct tc_tbf_qopt of linux/pkt_sched.h, its two struct tc_ratespec written out. Rates are bytes per second, the limit is bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TcTokenBucket
{
    private readonly byte _cellLog;
    public byte LinkLayer;
    private readonly ushort _overhead;
    private readonly short _cellAlign;
    public ushort SmallestPacket; // mpu: one that is smaller costs as much
    public uint Rate;
    private readonly PeakRate _peak;
    public uint Limit;
    private readonly uint _buffer; // TCA_TBF_BURST says it in bytes
    private readonly uint _mtu;

    [StructLayout(LayoutKind.Sequential, Size = 12)]
    private readonly struct PeakRate;
}
