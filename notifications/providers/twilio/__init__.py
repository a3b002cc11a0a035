"""Twilio, through its official SDK, which has its one home here: an overseas provider.

It sends one message a call and knows no reference of ours, so a message whose fate is not known is looked
for in the account's listing by recipient, time and text. Receipts and replies are pushed, signed with the
account's token, or pulled from the same listing. From +86 no reply comes back through it.
"""
