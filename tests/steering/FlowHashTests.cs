using System.Buffers.Binary;
using CsCheck;

namespace Falcon.Steering.Tests;

public sealed class FlowHashTests
{
    private const int Buckets = 256;

    [Fact]
    public void Equal_flows_have_equal_hashes_wherever_their_bytes_lie() =>
        Gen.Byte.Array[Gen.OneOf(Gen.Const(8), Gen.Const(12), Gen.Const(32))].Select(Gen.Byte.Array[4], Gen.Byte).Sample((addresses, ports, protocol) =>
        {
            byte[] elsewhere = [1, .. addresses, 2, 3, .. ports];
            Assert.Equal(
                FlowHash.Compute(addresses, ports, protocol),
                FlowHash.Compute(elsewhere.AsSpan(1, addresses.Length), elsewhere.AsSpan(addresses.Length + 3, 4), protocol));
        });

    [Fact]
    public void Every_bit_of_the_identity_counts() =>
        Gen.Byte.Array[Gen.OneOf(Gen.Const(8), Gen.Const(12), Gen.Const(32))].Select(Gen.Byte.Array[4], Gen.Byte).Sample((addresses, ports, protocol) =>
        {
            uint hash = FlowHash.Compute(addresses, ports, protocol);
            foreach (byte[] part in (byte[][])[addresses, ports])
            {
                for (int bit = 0; bit < part.Length * 8; bit++)
                {
                    part[bit / 8] ^= (byte)(1 << bit % 8);
                    Assert.NotEqual(hash, FlowHash.Compute(addresses, ports, protocol));
                    part[bit / 8] ^= (byte)(1 << bit % 8);
                }
            }

            Assert.NotEqual(hash, FlowHash.Compute(addresses, ports, (byte)(protocol ^ 1)));
        });

    [Fact]
    public void A_flow_without_ports_has_a_hash_too() =>
        Assert.NotEqual(FlowHash.Compute(new byte[8], [], 1), FlowHash.Compute(new byte[8], [], 50));

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void Flows_that_count_up_fill_buckets_as_evenly_as_chance(bool ports, bool addresses)
    {
        int[] low = new int[Buckets], high = new int[Buckets];
        for (int i = 0; i < 64 * Buckets; i++)
        {
            uint hash = Hash(addresses ? (ushort)i : (ushort)7, ports ? (ushort)i : (ushort)7);
            low[hash % Buckets]++;
            high[hash / (uint.MaxValue / Buckets + 1)]++;
        }

        // Chi-square with 255 degrees of freedom: below 341 but for one case in 4,000; the input is fixed, so the result is too.
        Assert.InRange(ChiSquare(low), 0, 341);
        Assert.InRange(ChiSquare(high), 0, 341);
    }

    private static uint Hash(ushort address, ushort port)
    {
        byte[] addresses = [192, 168, 0, 0, 192, 168, 1, 2], ports = [0, 0, 0, 9];
        BinaryPrimitives.WriteUInt16BigEndian(addresses.AsSpan(2), address);
        BinaryPrimitives.WriteUInt16BigEndian(ports, port);
        return FlowHash.Compute(addresses, ports, 17);
    }

    private static double ChiSquare(int[] counts)
    {
        double mean = counts.Average();
        return counts.Sum(count => (count - mean) * (count - mean) / mean);
    }
}
