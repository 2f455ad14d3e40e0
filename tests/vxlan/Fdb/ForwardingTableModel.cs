namespace Falcon.Vxlan.Tests.Fdb;

/// <summary>A forwarding table beside an obvious implementation. Steps are applied to both, and every answer is compared.</summary>
internal sealed class ForwardingTableModel(int capacity, int ageSeconds)
{
    private readonly ForwardingTable _table = new(capacity, TimeSpan.FromSeconds(ageSeconds));
    private readonly Dictionary<(int Overlay, MacAddress Mac), (FdbTarget Target, bool IsStatic, uint Seen)> _model = [];
    private uint _now = 1000;

    internal bool Agrees((int Action, int Overlay, int Mac, int Target, uint Seconds)[] steps)
    {
        foreach ((int action, int overlay, int mac, int target, uint seconds) in steps)
        {
            if (!Apply(action, overlay, new MacAddress(0x0200_0000_0000ul + (uint)mac), FdbTarget.Vtep(target), seconds)) return false;
            if (_table.Count != _model.Count) return false;
        }
        return _table.Entries().Select(e => (e.Overlay, e.Mac.Value, e.Target.Value, e.IsStatic, e.SeenSeconds)).Order().SequenceEqual(
            _model.Select(e => (e.Key.Overlay, e.Key.Mac.Value, e.Value.Target.Value, e.Value.IsStatic, e.Value.Seen)).Order());
    }

    private bool Apply(int action, int overlay, MacAddress mac, FdbTarget target, uint seconds)
    {
        switch (action)
        {
            case 0:
                _now += seconds;
                return true;
            case 1:
                return _table.Remove(overlay, mac) == _model.Remove((overlay, mac));
            case 2:
                _table.AddStatic(overlay, mac, target);
                _model[(overlay, mac)] = (target, true, 0);
                return true;
            case 3 when seconds == 0:
                _table.RemoveTarget(target);
                RemoveWhere((_, value) => value.Target == target);
                return true;
            case 3 when seconds == 1:
                _table.RemoveOverlay(overlay);
                RemoveWhere((place, _) => place == overlay);
                return true;
            case 4:
                return _table.Age(_now) == RemoveWhere((_, value) => IsExpired(value));
            case 5 or 6:
                FdbTarget known = _model.TryGetValue((overlay, mac), out (FdbTarget Target, bool IsStatic, uint Seen) entry)
                    && !IsExpired(entry) ? entry.Target : default;
                return _table.Lookup(overlay, mac, _now) == known;
            default:
                _table.Learn(overlay, mac, target, _now);
                if (_model.TryGetValue((overlay, mac), out (FdbTarget Target, bool IsStatic, uint Seen) old) && old.IsStatic) return true;
                _model[(overlay, mac)] = (target, false, _now);
                return true;
        }
    }

    private bool IsExpired((FdbTarget, bool IsStatic, uint Seen) value) => !value.IsStatic && _now - value.Seen > ageSeconds;

    private int RemoveWhere(Func<int, (FdbTarget Target, bool IsStatic, uint Seen), bool> condition)
    {
        var gone = _model.Where(entry => condition(entry.Key.Overlay, entry.Value)).Select(entry => entry.Key).ToList();
        gone.ForEach(key => _model.Remove(key));
        return gone.Count;
    }
}
