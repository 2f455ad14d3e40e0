using Falcon.Api;
using Prometheus;

namespace Falcon.Control.Admin;

/// <summary>Entries of the forwarding table by owner, and how often a share was used up.</summary>
internal sealed class MacMetrics
{
    private readonly Gauge _overlay, _port, _vtep, _strangers;
    private readonly Counter _overlayReplaced, _portReplaced, _vtepReplaced, _strangersRefused;

    public MacMetrics(MetricMaker make)
    {
        _overlay = make.Gauge("falcon_overlay_macs");
        _overlayReplaced = make.Counter("falcon_overlay_macs_replaced_total");
        _port = make.Gauge("falcon_port_macs");
        _portReplaced = make.Counter("falcon_port_macs_replaced_total");
        _vtep = make.Gauge("falcon_vtep_macs");
        _vtepReplaced = make.Counter("falcon_vtep_macs_replaced_total");
        _strangers = make.Gauge("falcon_vtep_strangers");
        _strangersRefused = make.Counter("falcon_vtep_strangers_refused_total");
    }

    public void Update(DataplaneSnapshot snapshot)
    {
        _strangers.Set(snapshot.Strangers);
        _strangersRefused.IncTo(snapshot.StrangersRefused);
        foreach (OverlaySnapshot overlay in snapshot.Overlays) Update(overlay);
        foreach (PortSnapshot port in snapshot.Ports)
        {
            _port.WithLabels(port.Name, MetricLabel.Of(port.Vni)).Set(port.Macs.Learned);
            _portReplaced.WithLabels(port.Name, MetricLabel.Of(port.Vni)).IncTo(port.Macs.Replaced);
        }
    }

    private void Update(OverlaySnapshot overlay)
    {
        string vni = MetricLabel.Of(overlay.Vni);
        _overlay.WithLabels(vni).Set(overlay.Macs.Learned);
        _overlayReplaced.WithLabels(vni).IncTo(overlay.Macs.Replaced);
        foreach (MacShareSnapshot share in overlay.VtepMacs)
        {
            _vtep.WithLabels(vni, share.Vtep).Set(share.Macs.Learned);
            _vtepReplaced.WithLabels(vni, share.Vtep).IncTo(share.Macs.Replaced);
        }
    }
}
