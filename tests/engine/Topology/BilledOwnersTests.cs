using Falcon.Engine.Snapshots;

namespace Falcon.Engine.Tests.Topology;

public sealed class BilledOwnersTests
{
    private static readonly BilledPort s_web = new("web", 100) { BilledBefore = [1] };
    private static readonly BilledOverlay s_overlay = new(100);

    [Fact]
    public void Who_leaves_comes_back_or_is_forgotten_has_no_successor()
    {
        BilledOwners now = new([s_web], [s_overlay]);
        Assert.True(now.AreNotReplacedIn(new([s_web with { Removed = true }], [s_overlay with { Removed = true }])));
        Assert.True(new BilledOwners([s_web with { Removed = true }], [s_overlay]).AreNotReplacedIn(now));
        Assert.True(now.AreNotReplacedIn(new([BilledPort.Nobody], [BilledOverlay.Nobody])));
        Assert.True(now.AreNotReplacedIn(new([s_web, new("new", 100)], [s_overlay, new(200)])));
    }

    [Fact]
    public void Another_owner_is_noticed_also_of_the_same_name()
    {
        BilledOwners now = new([s_web], [s_overlay]);
        Assert.False(now.AreNotReplacedIn(new([new("other", 100) { BilledBefore = [2] }], [s_overlay])));
        Assert.False(now.AreNotReplacedIn(new([s_web with { BilledBefore = [2] }], [s_overlay])));
        Assert.False(now.AreNotReplacedIn(new([s_web], [new(100) { BilledBefore = [2] }])));
        Assert.False(new BilledOwners([BilledPort.Nobody], []).AreNotReplacedIn(new([s_web], [])));
    }
}
