// On a telephone what stands before the calendar is folded; without this script it stays open.
if (matchMedia("(max-width: 40rem)").matches) {
  for (const each of document.querySelectorAll("details.fold")) each.open = false;
}
