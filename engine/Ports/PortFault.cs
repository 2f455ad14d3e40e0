using Falcon.Xsk.Links;
using Falcon.Xsk.Native;


namespace Falcon.Engine.Ports;

/// <summary>Why a port has no devices.</summary>
/// <param name="Reason">The text for the operator.</param>
/// <param name="ContainerIsAway">Whether the container's namespace does not exist.</param>
internal sealed record PortFault(string Reason, bool ContainerIsAway)
{
    /// <summary>Finds out, without changing anything, why a port could not get its devices now; null when it could.</summary>
    /// <param name="plan">The port.</param>
    /// <param name="deviceGoes">Whether a device of that name is about to be removed.</param>
    public static PortFault? Foresee(PortPlan plan, bool deviceGoes)
    {
        try
        {
            using var container = NetworkNamespace.Open(plan.Options.Netns);
            return !deviceGoes && PortAttachment.NameFault(container, plan.Options) is { } fault ? Of(new XskException(fault), plan) : null;
        }
        catch (XskException fault)
        {
            return Of(fault, plan);
        }
    }

    /// <summary>Converts an exception into a fault.</summary>
    public static PortFault Of(Exception fault, PortPlan plan)
    {
        bool away = fault is NetworkNamespaceException;
        string reason = away && plan.Options.Wait ? $"namespace '{plan.Options.Netns}' is not there yet"
            : fault is XskException ? fault.Message
            : $"{fault.GetType().Name}: {fault.Message}";
        return new PortFault(plan.IsRetried ? reason : $"{reason}; it stays down until the configuration names another process", away);
    }

    /// <summary>Whether two reasons are equal except for numbers, such as a device index that changes at each attempt.</summary>
    public static bool AreAlike(string? one, string? other) =>
        one is not null && other is not null && WithoutDigits(one).SequenceEqual(WithoutDigits(other));

    private static IEnumerable<char> WithoutDigits(string text) => text.Where(letter => !char.IsAsciiDigit(letter));
}
