using System.Net;
using Falcon.Engine.Options;
using Falcon.Vxlan;

namespace Falcon.Control.Configuration;

/// <summary>Reads one overlay's <c>fdb</c>: static forwarding entries.</summary>
internal sealed class FdbReader(IReadOnlyList<IPAddress> localVteps, Unique<MacAddress> macs)
{
    private static readonly string[] s_keys = ["mac", "vtep"];

    public IReadOnlyList<FdbEntryOptions> ReadAll(Field? list)
    {
        if (list is null) return [];
        IReadOnlyList<Field> items = list.Items("a list of forwarding entries, such as [{mac: 02:00:00:00:01:01, vtep: 10.0.0.1}]");
        return [.. items.Select(Read).OfType<FdbEntryOptions>()];
    }

    private FdbEntryOptions? Read(Field field)
    {
        if (MappingReader.Open(field, "an entry such as {mac: 02:00:00:00:01:01, vtep: 10.0.0.1}", s_keys) is not { } map) return null;
        Field? macField = map.Required("mac", "the MAC address of a remote container");
        Field? vtepField = map.Required("vtep", "the VTEP address of the host it lives on");
        MacAddress? mac = macField?.Mac();
        if (mac is { } claimed) macs.Claim(claimed, macField!);
        IPAddress? vtep = vtepField?.Address();
        if (vtep is not null && VtepRules.Fault(vtep, localVteps) is { } fault) vtepField!.Report(fault);
        return mac is { } m && vtep is not null ? new FdbEntryOptions(m, vtep) : null;
    }
}
