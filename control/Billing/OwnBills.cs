using Falcon.Engine.Accounting;
using Falcon.Engine.Snapshots;

namespace Falcon.Control.Billing;

/// <summary>
/// The bills between two samples of the owners that have their index in a later sample. Earlier owners, which are forgotten, are departed:
/// all departed owners share one account, so that the bills add up.
/// </summary>
internal sealed class OwnBills
{
    private readonly BillTotals _until; // since the engine's start
    private readonly BillTotals _between;
    private readonly BillSample _owners;

    /// <summary>Between two samples.</summary>
    /// <param name="first">The first; null: the engine's start.</param>
    /// <param name="last">The second.</param>
    /// <param name="owners">The sample that names the owner of each index: the second one or a later one.</param>
    public OwnBills(BillSample? first, BillSample last, BillSample owners)
    {
        _until = last.Bills;
        _between = first is null ? last.Bills : last.Bills.Since(first.Bills);
        _owners = owners;
        Ports = [.. Enumerable.Range(0, last.Ports.Count).Select(PortOf)];
        Overlays = [.. Enumerable.Range(0, last.Overlays.Count).Select(OverlayOf)];
        Departed = new long[_between.Stages.Count];
        for (int port = 0; port < Ports.Count; port++) AddRest(Accounts.OfPort(port), Ports[port]);
        for (int overlay = 0; overlay < Overlays.Count; overlay++) AddRest(Accounts.OfOverlay(overlay), Overlays[overlay]);
    }

    /// <summary>By port and stage, in nanoseconds.</summary>
    public IReadOnlyList<long[]> Ports { get; }

    /// <summary>By overlay and stage, in nanoseconds.</summary>
    public IReadOnlyList<long[]> Overlays { get; }

    /// <summary>Of containers and overlays that are forgotten, by stage, in nanoseconds.</summary>
    public long[] Departed { get; }

    private long[] PortOf(int port)
    {
        BilledPort owner = _owners.Ports[port];
        return owner == BilledPort.Nobody ? new long[_between.Stages.Count] : Own(Accounts.OfPort(port), owner.BilledBefore);
    }

    private long[] OverlayOf(int overlay)
    {
        BilledOverlay owner = _owners.Overlays[overlay];
        return owner == BilledOverlay.Nobody ? new long[_between.Stages.Count] : Own(Accounts.OfOverlay(overlay), owner.BilledBefore);
    }

    /// <summary>
    /// An account's bills only grow: what its owner has of the time between is what came after both the first sample and the owner.
    /// </summary>
    private long[] Own(int account, IReadOnlyList<long> before)
    {
        long[] own = _between.Of(account).ToArray();
        for (int stage = 0; stage < before.Count; stage++)
            own[stage] = Math.Clamp(_until.Of(account)[stage] - before[stage], 0, own[stage]);
        return own;
    }

    private void AddRest(int account, ReadOnlySpan<long> own)
    {
        ReadOnlySpan<long> all = _between.Of(account);
        for (int stage = 0; stage < own.Length; stage++) Departed[stage] += all[stage] - own[stage];
    }
}
