using Falcon.Engine.Feedback;

namespace Falcon.Engine.Ports;

/// <summary>Makes the receiver feedback watch the sockets behind attached ports.</summary>
internal sealed class WatchedReceivers(ReceiverFeedback feedback) : IAttachmentObserver
{
    public void Replaced(int port, PortAttachment? old, PortAttachment? now)
    {
        if (old is not null) feedback.Forget(old.ContainerNetns, old.ContainerIfIndex);
        if (now is not null) feedback.Watch(port, now.ContainerNetns, now.ContainerIfIndex);
    }
}
