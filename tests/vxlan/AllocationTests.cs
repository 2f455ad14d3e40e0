using System.Net;
using Falcon.Vxlan.Tests.Golden;

namespace Falcon.Vxlan.Tests;

public sealed class AllocationTests
{
    [Fact]
    public void The_data_path_allocates_nothing()
    {
        OuterHeader header = new(
            new MacAddress(2), new MacAddress(4), IPAddress.Parse("fd99::1"), IPAddress.Parse("fd99::2"), 4789, udpChecksum: true);
        ForwardingTable table = new(1024, TimeSpan.FromMinutes(5));
        byte[] frame = [.. new byte[header.Length], .. GoldenLine.Frame("udp4").Bytes];
        Run(header, table, frame, 10);

        long before = GC.GetAllocatedBytesForCurrentThread();
        Run(header, table, frame, 10_000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void Run(OuterHeader header, ForwardingTable table, byte[] frame, int rounds)
    {
        for (uint round = 0; round < rounds; round++)
        {
            header.Write(frame, 100, OuterHeader.SourcePort(round));
            Decapsulator.TryDecapsulate(frame, 4789, GoldenLine.Lenient, out DecapsulatedFrame inner);
            Span<byte> innerFrame = frame.AsSpan(inner.InnerOffset, inner.InnerLength);
            FrameParser.TryParse(innerFrame, out ParsedFrame parsed);
            TransportChecksum.Verify(innerFrame, in parsed);
            TransportChecksum.Fill(innerFrame, in parsed);
            MacAddress mac = new(0x0200_0000_0000ul + round);
            table.Learn(1, mac, FdbTarget.Vtep(1), round);
            table.Lookup(1, mac, round);
        }
    }
}
