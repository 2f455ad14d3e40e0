using Falcon.Netns.Tests.Harness;
using Falcon.Xsk.Links;

namespace Falcon.Netns.Tests.Links;

public sealed class NetworkNamespaceTests
{
    [Fact]
    public void A_namespace_opens_by_name_path_and_process()
    {
        using var named = new NamedNamespace();
        string? expected = named.Handle.Run(Identity);

        using var byPath = NetworkNamespace.Open($"/run/netns/{named.Name}");
        using RunningCommand sleeper = new Command("sleep", "30").In(named.Name).Start();
        Assert.Equal(expected, byPath.Run(Identity));
        Eventually.True(
            () =>
            {
                using var byProcess = NetworkNamespace.Open($"pid:{sleeper.Pid}");
                return byProcess.Run(Identity) == expected;
            },
            "the process is not in the namespace");
        Assert.NotEqual(expected, Identity());
    }

    [Theory]
    [InlineData("falcon-no-such-namespace", "No such file or directory")]
    [InlineData("pid:0", "pid:1234")]
    [InlineData("pid:web", "pid:1234")]
    [InlineData("pid:2147483647", "No such file or directory")]
    [InlineData("/proc/self/ns/mnt", "not a network namespace")]
    [InlineData("/dev/null", "not a network namespace")]
    [InlineData("a/b", "absolute path")]
    public void What_is_no_namespace_is_named_in_the_error(string spec, string reason)
    {
        NetworkNamespaceException error = Assert.Throws<NetworkNamespaceException>(() => NetworkNamespace.Open(spec));
        Assert.Contains($"'{spec}'", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_leaves_the_calling_thread_where_it_was()
    {
        string? before = Identity();
        using var anonymous = NetworkNamespace.CreateAnonymous();
        string? inside = anonymous.Run(Identity);
        Assert.NotEqual(before, inside);
        Assert.Equal(before, Identity());
        using var current = NetworkNamespace.Current();
        Assert.Equal(before, current.Run(Identity));
        Assert.Equal(inside, anonymous.Run(Identity));
    }

    [Fact]
    public void Exceptions_pass_through_unwrapped()
    {
        using var anonymous = NetworkNamespace.CreateAnonymous();
        Action fail = () => throw new InvalidTimeZoneException("mine");
        Assert.Equal("mine", Assert.Throws<InvalidTimeZoneException>(() => anonymous.Run(fail)).Message);
    }

    [Fact]
    public void A_nameless_namespace_takes_its_devices_along_when_its_handle_closes()
    {
        using var peer = new NamedNamespace();
        var anonymous = NetworkNamespace.CreateAnonymous();
        using (RtNetlink netlink = anonymous.Run(RtNetlink.Open))
            netlink.CreateVeth(new VethOptions { Name = "p0", PeerName = "eth0", PeerNamespaceFd = peer.Handle.Fd });
        Assert.NotNull(peer.Netlink.FindLink("eth0"));

        anonymous.Dispose();

        Eventually.True(() => peer.Netlink.FindLink("eth0") is null, "eth0 is still there");
    }

    [Fact]
    public void Devices_made_after_ipv6_was_turned_off_have_no_link_local_address()
    {
        using NetworkNamespace without = NetworkNamespace.CreateAnonymous(), with = NetworkNamespace.CreateAnonymous();
        without.DisableIpv6();
        using RtNetlink off = without.Run(RtNetlink.Open), on = with.Run(RtNetlink.Open);
        int silent = CreateRunningDevice(off);
        int device = CreateRunningDevice(on);

        Eventually.True(() => on.Addresses(device).Any(found => found.Address.IsIPv6LinkLocal), "the other has none either");
        Assert.Empty(off.Addresses(silent));
    }

    private static int CreateRunningDevice(RtNetlink netlink)
    {
        netlink.CreateVeth(new VethOptions { Name = "a", PeerName = "b" });
        int device = netlink.FindLink("a")!.IfIndex;
        netlink.SetUp(device);
        netlink.SetUp(netlink.FindLink("b")!.IfIndex);
        return device;
    }

    private static string? Identity() => File.ResolveLinkTarget("/proc/thread-self/ns/net", returnFinalTarget: false)?.Name;
}
