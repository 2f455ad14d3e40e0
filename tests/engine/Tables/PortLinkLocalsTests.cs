using Falcon.Engine.Tables;

namespace Falcon.Engine.Tests.Tables;

public sealed class PortLinkLocalsTests
{
    private readonly LinkLocalOwners _owners = new();

    [Fact]
    public void Who_uses_an_address_first_has_it()
    {
        PortLinkLocals first = new(_owners), second = new(_owners), elsewhere = new(new LinkLocalOwners());

        Assert.True(first.Owns(7, nowSeconds: 1));
        Assert.False(second.Owns(7, nowSeconds: 1));
        Assert.True(first.Owns(7, nowSeconds: 2));
        Assert.True(elsewhere.Owns(7, nowSeconds: 2)); // in another overlay
    }

    [Fact]
    public void A_removed_port_leaves_its_addresses_to_others()
    {
        PortLinkLocals first = new(_owners), second = new(_owners);
        first.Reserve([8]);
        Assert.True(first.Owns(7, nowSeconds: 1));

        first.Release();

        Assert.True(second.Owns(7, nowSeconds: 1));
        Assert.True(second.Owns(8, nowSeconds: 1));
    }

    [Fact]
    public void A_configured_address_is_the_ports_even_if_another_one_used_it_first()
    {
        PortLinkLocals first = new(_owners), second = new(_owners);
        Assert.True(first.Owns(7, nowSeconds: 1));

        second.Reserve([7]);
        Assert.False(first.Owns(7, nowSeconds: 1));
        Assert.True(second.Owns(7, nowSeconds: 1));

        first.Release(); // which keeps what the second has taken from it
        Assert.False(first.Owns(7, nowSeconds: 2));
        second.Reserve([]);
        Assert.True(first.Owns(7, nowSeconds: 3));
    }

    [Fact]
    public void A_container_that_tries_many_addresses_has_eight_and_one_more_a_second()
    {
        PortLinkLocals hostile = new(_owners), honest = new(_owners);
        Assert.True(honest.Owns(5, nowSeconds: 1));
        int claimed = Enumerable.Range(1_000, 10_000).Count(identifier => hostile.Owns((ulong)identifier, nowSeconds: 1));
        Assert.Equal(PortLinkLocals.Most, claimed);

        int more = Enumerable.Range(20_000, 10_000).Count(identifier => hostile.Owns((ulong)identifier, nowSeconds: 2));
        Assert.Equal(1, more);

        Assert.True(honest.Owns(1_000, nowSeconds: 2)); // the oldest was given up for it
        Assert.False(honest.Owns(1_001, nowSeconds: 2));
        Assert.True(honest.Owns(5, nowSeconds: 2));
        Assert.False(hostile.Owns(5, nowSeconds: 3));
    }

    [Fact]
    public void Of_many_threads_that_want_the_same_address_one_gets_it()
    {
        PortLinkLocals[] ports = [.. Enumerable.Range(0, 8).Select(_ => new PortLinkLocals(_owners))];
        for (uint round = 1; round <= 500; round++)
        {
            int owners = 0;
            Parallel.ForEach(ports, port =>
            {
                if (port.Owns(round, round)) Interlocked.Increment(ref owners);
            });
            Assert.Equal(1, owners);
        }
    }
}
