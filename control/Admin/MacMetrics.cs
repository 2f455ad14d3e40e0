using System.Globalization;
using Falcon.Api;
using Prometheus;

namespace Falcon.Control.Admin;

/// <summary>Entries of the forwarding table by owner, and how often a share was used up.</summary>
internal sealed class MacMetrics
{
    private readonly Gauge _overlay, _port, _vtep, _strangers;
    private readonly Counter _overlayReplaced, _portReplaced, _vtepReplaced, _strangersRefused;

    public MacMetrics(MetricFactory make)
    {
        string[] vtep = ["vni", "vtep"], port = ["port", "vni"];
        _overlay = make.CreateGauge("falcon_overlay_macs", "MAC addresses learned in the overlay.", "vni");
        _overlayReplaced = make.CreateCounter(
            "falcon_overlay_macs_replaced_total", "Learned addresses that gave way to newer ones.", "vni");
        _port = make.CreateGauge("falcon_port_macs", "MAC addresses learned behind the port, its own not counted.", port);
        _portReplaced = make.CreateCounter("falcon_port_macs_replaced_total", "Learned addresses that gave way to newer ones.", port);
        _vtep = make.CreateGauge(
            "falcon_vtep_macs", "MAC addresses learned behind the VTEP; 'strangers' are all that nobody configured.", vtep);
        _vtepReplaced = make.CreateCounter("falcon_vtep_macs_replaced_total", "Learned addresses that gave way to newer ones.", vtep);
        _strangers = make.CreateGauge("falcon_vtep_strangers", "VTEPs that nobody configured.");
        _strangersRefused = make.CreateCounter(
            "falcon_vtep_strangers_refused_total", "Times that such a VTEP was not learned: there were too many.");
    }

    public void Update(DataplaneSnapshot snapshot)
    {
        _strangers.Set(snapshot.Strangers);
        _strangersRefused.IncTo(snapshot.StrangersRefused);
        foreach (OverlaySnapshot overlay in snapshot.Overlays) Update(overlay);
        foreach (PortSnapshot port in snapshot.Ports)
        {
            _port.WithLabels(port.Name, Text(port.Vni)).Set(port.Macs.Learned);
            _portReplaced.WithLabels(port.Name, Text(port.Vni)).IncTo(port.Macs.Replaced);
        }
    }

    private void Update(OverlaySnapshot overlay)
    {
        string vni = Text(overlay.Vni);
        _overlay.WithLabels(vni).Set(overlay.Macs.Learned);
        _overlayReplaced.WithLabels(vni).IncTo(overlay.Macs.Replaced);
        foreach (MacShareSnapshot share in overlay.VtepMacs)
        {
            _vtep.WithLabels(vni, share.Vtep).Set(share.Macs.Learned);
            _vtepReplaced.WithLabels(vni, share.Vtep).IncTo(share.Macs.Replaced);
        }
    }

    private static string Text(uint vni) => vni.ToString(CultureInfo.InvariantCulture);
}
