using CsCheck;

namespace Falcon.Steering.Tests;

public sealed class SecretFlowHashTests
{
    private const int Flows = 10_000, Buckets = 256;

    private static readonly Gen<byte[]> s_addresses = Gen.OneOf(Gen.Byte.Array[8], Gen.Byte.Array[12], Gen.Byte.Array[32]);

    private readonly SecretFlowHash _hash = new();

    [Fact]
    public void Flows_made_to_meet_meet_in_one_bucket_of_the_plain_hash_and_are_spread_by_the_secret_one()
    {
        IReadOnlyList<(byte[] Addresses, byte[] Ports)> flows = CollidingFlows.Make(Flows);
        Assert.Equal(
            Flows,
            flows.Select(flow => (BitConverter.ToUInt64(flow.Addresses), BitConverter.ToUInt32(flow.Ports))).Distinct().Count());

        Assert.Equal(Flows, FullestBucket(flows, flow => FlowHash.Compute(flow.Addresses, flow.Ports, 17)));
        // The mean is 39; by chance the fullest is below 71 in all but 1 of 10,000.
        Assert.InRange(FullestBucket(flows, flow => _hash.Compute(flow.Addresses, flow.Ports, 17)), 40, 90);
    }

    [Fact]
    public void Each_instance_has_a_secret_of_its_own()
    {
        byte[] addresses = new byte[8], ports = new byte[4];
        Assert.True(Enumerable.Range(0, 8).Select(_ => new SecretFlowHash().Compute(addresses, ports, 17)).Distinct().Count() > 1);
    }

    [Fact]
    public void Equal_flows_have_equal_hashes_and_every_bit_counts() =>
        Gen.Select(s_addresses, Gen.Byte.Array[4], Gen.Byte).Sample((addresses, ports, protocol) =>
        {
            uint hash = _hash.Compute(addresses, ports, protocol);
            Assert.Equal(hash, _hash.Compute([.. addresses], [.. ports], protocol));
            if (addresses.Length == 12) ports = []; // MAC addresses have no ports
            hash = _hash.Compute(addresses, ports, protocol);
            int same = 0;
            foreach (byte[] part in (byte[][])[addresses, ports])
            {
                for (int bit = 0; bit < part.Length * 8; bit++)
                {
                    part[bit / 8] ^= (byte)(1 << bit % 8);
                    if (hash == _hash.Compute(addresses, ports, protocol)) same++;
                    part[bit / 8] ^= (byte)(1 << bit % 8);
                }
            }

            Assert.InRange(same, 0, 1); // of 32 bits two may be equal by chance, but hardly twice
        });

    private static int FullestBucket(
        IReadOnlyList<(byte[] Addresses, byte[] Ports)> flows,
        Func<(byte[] Addresses, byte[] Ports), uint> hash)
    {
        int[] counts = new int[Buckets];
        foreach ((byte[], byte[]) flow in flows) counts[hash(flow) % Buckets]++;
        return counts.Max();
    }
}
